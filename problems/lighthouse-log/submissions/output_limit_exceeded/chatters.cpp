#include <cstdio>

int main() {
    static char buffer[1 << 16];
    std::setvbuf(stderr, buffer, _IOFBF, sizeof buffer);
    long long a, b, k, flashes = 0;
    if (std::scanf("%lld %lld %lld", &a, &b, &k) != 3) return 1;
    for (long long second = (a + k - 1) / k * k; second <= b; second += k) {
        std::fprintf(stderr, "a flash at %lld\n", second);
        ++flashes;
    }
    std::printf("%lld\n", flashes);
}
