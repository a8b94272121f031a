#include <deque>
#include <iostream>

int main() {
    long long a, b, k;
    std::cin >> a >> b >> k;
    std::deque<long long> flashes;
    for (long long second = (a + k - 1) / k * k; second <= b; second += k) flashes.push_back(second);
    std::cout << flashes.size() << '\n';
}
