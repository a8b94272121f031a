#include <iostream>
#include <numeric>

using Wide = __int128;

// x with a * x = gcd(a, m) modulo m
long long inverse(long long a, long long m) {
    long long r0 = a, r1 = m, x0 = 1, x1 = 0;
    while (r1 != 0) {
        long long q = r0 / r1;
        long long r = r0 - q * r1, x = x0 - q * x1;
        r0 = r1, r1 = r, x0 = x1, x1 = x;
    }
    return x0;
}

int main() {
    int n;
    unsigned long long year;
    std::cin >> n >> year;
    Wide now = year, step = 1;
    while (n--) {
        long long first, period;
        std::cin >> first >> period;
        if (now < first) now += (first - now + step - 1) / step * step;
        long long s = step % period, g = std::gcd(s, period), m = period / g;
        long long wait = static_cast<long long>(((first - now) % period + period) % period);
        if (wait % g != 0) return std::cout << "never\n", 0;
        Wide turns = (Wide(wait / g) * inverse(s, period) % m + m) % m;
        now += turns * step;
        step *= m;
    }
    std::cout << static_cast<unsigned long long>(now) << '\n';
}
