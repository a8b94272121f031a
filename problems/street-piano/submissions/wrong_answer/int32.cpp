#include <algorithm>
#include <deque>
#include <iostream>
#include <vector>

int main() {
    int n, r, s;
    std::cin >> n >> r >> s;
    std::vector<unsigned> total(n + 1), free_(n + s + 1);
    for (int i = 1; i <= n; ++i) {
        int coins;
        std::cin >> coins;
        total[i] = total[i - 1] + static_cast<unsigned>(coins);
    }
    std::deque<int> starts;
    auto value = [&](int j) { return static_cast<int>(free_[j] - total[j]); };
    for (int i = s + 1; i <= n + s; ++i) {
        int end = i - s;
        while (!starts.empty() && value(starts.back()) <= value(end - 1)) starts.pop_back();
        starts.push_back(end - 1);
        while (starts.front() < end - r) starts.pop_front();
        int now = static_cast<int>(free_[starts.front()] - total[starts.front()] + total[end]);
        free_[i] = std::max(static_cast<int>(free_[i - 1]), now);
    }
    std::cout << static_cast<int>(free_[n + s]) << '\n';
}
