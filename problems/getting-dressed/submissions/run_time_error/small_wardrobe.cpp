#include <iostream>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> after(1000);
    std::vector<int> waits(1000), order;
    for (int i = 0; i < m; ++i) {
        int a, b;
        std::cin >> a >> b;
        after.at(a).push_back(b);
        ++waits.at(b);
    }
    for (int piece = 1; piece <= n; ++piece)
        if (waits.at(piece) == 0) order.push_back(piece);
    for (size_t at = 0; at < order.size(); ++at)
        for (int next : after[order[at]])
            if (--waits[next] == 0) order.push_back(next);
    if ((int)order.size() < n) {
        std::cout << "impossible\n";
        return 0;
    }
    for (int piece : order) std::cout << piece << ' ';
    std::cout << '\n';
}
