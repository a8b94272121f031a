#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<int> waits(n + 1), order(n);
    for (int i = 0; i < m; ++i) {
        int a, b;
        std::cin >> a >> b;
        ++waits[b];
    }
    std::iota(order.begin(), order.end(), 1);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return waits[a] < waits[b]; });
    for (int piece : order) std::cout << piece << ' ';
    std::cout << '\n';
}
