#include <cassert>
#include <iostream>

int main() {
    long long a, b, k;
    std::cin >> a >> b >> k;
    assert(b < 1000000);
    std::cout << b / k - (a == 0 ? -1 : (a - 1) / k) << '\n';
}
