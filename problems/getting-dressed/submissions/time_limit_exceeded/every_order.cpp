#include <algorithm>
#include <iostream>
#include <numeric>
#include <utility>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::pair<int, int>> rules(m);
    for (auto &[a, b] : rules) std::cin >> a >> b;
    std::vector<int> order(n), place(n + 1);
    std::iota(order.begin(), order.end(), 1);
    do {
        for (int at = 0; at < n; ++at) place[order[at]] = at;
        bool kept = std::all_of(rules.begin(), rules.end(),
                                [&](auto &rule) { return place[rule.first] < place[rule.second]; });
        if (!kept) continue;
        for (int piece : order) std::cout << piece << ' ';
        std::cout << '\n';
        return 0;
    } while (std::next_permutation(order.begin(), order.end()));
    std::cout << "impossible\n";
}
