#include <algorithm>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

struct Line {
    int to;
    long long first, every, ride;
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
    std::vector<long long> earliest(n + 1, -1);
    std::priority_queue<std::pair<long long, int>> queue;
    queue.emplace(0, 1);
    while (!queue.empty()) {
        auto [minus, u] = queue.top();
        queue.pop();
        if (earliest[u] >= 0) continue;
        long long now = earliest[u] = -minus;
        for (auto &line : lines[u]) {
            long long missed = now <= line.first ? 0 : (now - line.first + line.every - 1) / line.every;
            queue.emplace(-(line.first + missed * line.every + line.ride), line.to);
        }
    }
    if (earliest[n] < 0) std::cout << "never\n";
    else std::cout << earliest[n] << '\n';
}
