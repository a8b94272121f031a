#include <iostream>
#include <queue>
#include <string>
#include <vector>

int main() {
    int r, c, k;
    std::cin >> r >> c >> k;
    std::vector<std::string> grid(r);
    for (auto &row : grid) std::cin >> row;
    std::vector<std::vector<int>> dist(r, std::vector<int>(c, -1));
    std::queue<std::pair<int, int>> queue;
    for (int y = 0; y < r; ++y)
        for (int x = 0; x < c; ++x)
            if (grid[y][x] == 'F') queue.emplace(y, x), dist[y][x] = 0;
    const int dy[] = {1, -1, 0, 0}, dx[] = {0, 0, 1, -1};
    while (!queue.empty()) {
        auto [y, x] = queue.front();
        queue.pop();
        for (int i = 0; i < 4; ++i) {
            char next = grid.at(y + dy[i]).at(x + dx[i]);
            if (next == 'D') return std::cout << dist[y][x] + 1 << '\n', 0;
            if (next == '#' || dist[y + dy[i]][x + dx[i]] >= 0) continue;
            dist[y + dy[i]][x + dx[i]] = dist[y][x] + 1;
            queue.emplace(y + dy[i], x + dx[i]);
        }
    }
    std::cout << -1 << '\n';
}
