#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<std::pair<int, int>> spans(n);
    for (auto &[end, start] : spans) std::cin >> start >> end;
    std::sort(spans.begin(), spans.end());
    int rounds = 0, last = -1;
    for (auto [end, start] : spans)
        if (start > last) ++rounds, last = end;
    std::cout << rounds << '\n';
}
