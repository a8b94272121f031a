#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n, r, s;
    std::cin >> n >> r >> s;
    std::vector<long long> days(n), most(n + 1);
    for (auto &coins : days) std::cin >> coins;
    for (int day = n - 1; day >= 0; --day) {
        long long coins = 0;
        most[day] = most[day + 1];
        for (int end = day; end < n && end < day + r; ++end) {
            coins += days[end];
            most[day] = std::max(most[day], coins + most.at(end + 1 + s));
        }
    }
    std::cout << most[0] << '\n';
}
