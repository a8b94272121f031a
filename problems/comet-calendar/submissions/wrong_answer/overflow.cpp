#include <iostream>
#include <numeric>

using Wide = unsigned long long;

int main() {
    int n;
    Wide now, step = 1;
    std::cin >> n >> now;
    while (n--) {
        Wide first, period;
        std::cin >> first >> period;
        if (now < first) now += (first - now + step - 1) / step * step;
        Wide g = std::gcd(step, period), m = period / g;
        Wide wait = (first + (now / period + 1) * period - now) % period;
        if (wait % g != 0) return std::cout << "never\n", 0;
        // By Euler: a^(phi - 1) is the inverse of a.
        Wide phi = m, rest = m;
        for (Wide d = 2; d * d <= rest; ++d)
            if (rest % d == 0) {
                phi -= phi / d;
                while (rest % d == 0) rest /= d;
            }
        if (rest > 1) phi -= phi / rest;
        Wide inverse = 1 % m, power = step / g;
        for (Wide e = phi - 1; e > 0; e >>= 1, power = power * power % m)
            if (e & 1) inverse = inverse * power % m;
        now += wait / g * inverse % m * step;
        step *= m;
    }
    std::cout << now << '\n';
}
