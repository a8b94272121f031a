#include <iostream>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> after(n + 1);
    std::vector<int> waits(n + 1), order;
    for (int i = 0; i < m; ++i) {
        int a, b;
        std::cin >> a >> b;
        after[a].push_back(b);
        ++waits[b];
    }
    for (int piece = 1; piece <= n; ++piece)
        if (waits[piece] == 0) order.push_back(piece);
    for (size_t at = 0; at < order.size(); ++at)
        for (int next : after[order[at]])
            if (--waits[next] == 0) order.push_back(next);
    if ((int)order.size() < n) {
        std::cout << "impossible\n";
        return 0;
    }
    for (int piece : order) std::cout << piece << '\n';
}
