#include <iostream>
#include <queue>
#include <utility>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<std::vector<long long>>> lines(100);
    while (m--) {
        int u;
        std::vector<long long> line(4);
        std::cin >> u;
        for (auto &number : line) std::cin >> number;
        lines.at(u).push_back(line);
    }
    std::vector<bool> seen(n + 1);
    std::priority_queue<std::pair<long long, int>, std::vector<std::pair<long long, int>>, std::greater<>> queue;
    queue.emplace(0, 1);
    while (!queue.empty()) {
        auto [now, u] = queue.top();
        queue.pop();
        if (seen[u]) continue;
        seen[u] = true;
        if (u == n) return std::cout << now << '\n', 0;
        for (auto &line : lines.at(u)) {
            long long missed = now <= line[1] ? 0 : (now - line[1] + line[2] - 1) / line[2];
            queue.emplace(line[1] + missed * line[2] + line[3], line[0]);
        }
    }
    std::cout << "never\n";
}
