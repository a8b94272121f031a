#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

// Every minute, every seedling is asked whether it can wait another minute.
int main() {
    int n, rounds = 0, waiting;
    std::cin >> n;
    std::vector<std::pair<int, int>> spans(n);
    for (auto &[start, end] : spans) std::cin >> start >> end;
    std::vector<char> done(n);
    waiting = n;
    for (int now = 0; waiting > 0; ++now) {
        bool hurry = false;
        for (int i = 0; i < n; ++i) hurry |= !done[i] && spans[i].second == now;
        if (!hurry) continue;
        ++rounds;
        for (int i = 0; i < n; ++i)
            if (!done[i] && spans[i].first <= now) done[i] = 1, --waiting;
    }
    std::cout << rounds << '\n';
}
