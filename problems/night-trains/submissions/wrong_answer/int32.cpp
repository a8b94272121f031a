#include <cstdint>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

struct Line {
    int to;
    std::uint32_t first, every, ride;
};

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<Line>> lines(n + 1);
    while (m--) {
        int u;
        Line line;
        std::cin >> u >> line.to >> line.first >> line.every >> line.ride;
        lines[u].push_back(line);
    }
    std::vector<bool> seen(n + 1);
    std::priority_queue<std::pair<std::uint32_t, int>, std::vector<std::pair<std::uint32_t, int>>, std::greater<>> queue;
    queue.emplace(0, 1);
    while (!queue.empty()) {
        auto [now, u] = queue.top();
        queue.pop();
        if (seen[u]) continue;
        seen[u] = true;
        if (u == n) return std::cout << now << '\n', 0;
        for (auto &line : lines[u]) {
            std::uint32_t missed = now <= line.first ? 0 : (now - line.first + line.every - 1) / line.every;
            queue.emplace(line.first + missed * line.every + line.ride, line.to);
        }
    }
    std::cout << "never\n";
}
