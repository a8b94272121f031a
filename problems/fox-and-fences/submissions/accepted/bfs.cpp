#include <iostream>
#include <queue>
#include <string>
#include <tuple>
#include <vector>

int main() {
    int r, c, k;
    std::cin >> r >> c >> k;
    std::vector<std::string> grid(r);
    for (auto &row : grid) std::cin >> row;
    std::vector<int> dist(r * c * (k + 1), -1);
    auto at = [&](int y, int x, int used) -> int & { return dist[(y * c + x) * (k + 1) + used]; };
    std::queue<std::tuple<int, int, int>> queue;
    for (int y = 0; y < r; ++y)
        for (int x = 0; x < c; ++x)
            if (grid[y][x] == 'F') queue.emplace(y, x, 0), at(y, x, 0) = 0;
    const int dy[] = {1, -1, 0, 0}, dx[] = {0, 0, 1, -1};
    while (!queue.empty()) {
        auto [y, x, used] = queue.front();
        queue.pop();
        int d = at(y, x, used);
        if (grid[y][x] == 'D') return std::cout << d << '\n', 0;
        for (int i = 0; i < 4; ++i) {
            int ny = y + dy[i], nx = x + dx[i];
            if (ny < 0 || nx < 0 || ny >= r || nx >= c) continue;
            int u = used + (grid[ny][nx] == '#');
            if (u > k || at(ny, nx, u) >= 0) continue;
            at(ny, nx, u) = d + 1;
            queue.emplace(ny, nx, u);
        }
    }
    std::cout << -1 << '\n';
}
