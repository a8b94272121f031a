#include <iostream>
#include <numeric>
#include <utility>
#include <vector>

int main() {
    int n;
    unsigned long long year;
    std::cin >> n >> year;
    std::vector<std::pair<unsigned long long, unsigned long long>> comets(n);
    unsigned long long step = 1;
    for (auto &[first, period] : comets) {
        std::cin >> first >> period;
        step = std::lcm(step, period);
        if (year < first) year = first;
    }
    for (auto end = year + step; year < end; ++year) {
        bool all = true;
        for (auto [first, period] : comets) all = all && (year - first) % period == 0;
        if (all) return std::cout << year << '\n', 0;
    }
    std::cout << "never\n";
}
