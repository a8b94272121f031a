#include <iostream>

int main() {
    long long a, b, k, flashes = 0;
    std::cin >> a >> b >> k;
    for (long long second = a; second <= b; ++second)
        if (second % k == 0) ++flashes;
    std::cout << flashes << '\n';
}
