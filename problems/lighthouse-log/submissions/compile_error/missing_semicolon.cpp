#include <iostream>

int main() {
    long long a, b, k
    std::cin >> a >> b >> k;
    std::cout << b / k - (a == 0 ? -1 : (a - 1) / k) << '\n';
}
