#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

int r, c, best;
std::vector<std::string> grid;

void walk(int y, int x, int leaps, int steps) {
    if (y < 0 || x < 0 || y >= r || x >= c || grid[y][x] == '!' || steps >= best) return;
    char here = grid[y][x];
    if (here == '#' && leaps-- == 0) return;
    if (here == 'D') {
        best = steps;
        return;
    }
    grid[y][x] = '!';
    walk(y, x - 1, leaps, steps + 1);
    walk(y - 1, x, leaps, steps + 1);
    walk(y, x + 1, leaps, steps + 1);
    walk(y + 1, x, leaps, steps + 1);
    grid[y][x] = here;
}

int main() {
    int k;
    std::cin >> r >> c >> k;
    best = r * c + 1;
    grid.resize(r);
    for (auto &row : grid) std::cin >> row;
    for (int y = 0; y < r; ++y) {
        auto x = grid[y].find('F');
        if (x == std::string::npos) continue;
        walk(y, x, k, 0);
        break;
    }
    std::cout << (best > r * c ? -1 : best) << '\n';
}
