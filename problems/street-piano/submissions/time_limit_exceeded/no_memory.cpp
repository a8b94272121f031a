#include <algorithm>
#include <iostream>
#include <vector>

int n, r, s;
std::vector<long long> days;

long long most(int day, int in_a_row) {
    if (day >= n) return 0;
    long long rest = in_a_row > 0 ? most(day + s, 0) : most(day + 1, 0);
    return in_a_row == r ? rest : std::max(rest, days[day] + most(day + 1, in_a_row + 1));
}

int main() {
    std::cin >> n >> r >> s;
    days.resize(n);
    for (auto &coins : days) std::cin >> coins;
    std::cout << most(0, 0) << '\n';
}
