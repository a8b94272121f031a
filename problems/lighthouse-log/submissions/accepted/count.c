#include <stdio.h>

int main(void) {
    long long a, b, k;
    if (scanf("%lld %lld %lld", &a, &b, &k) != 3) return 1;
    long long first = (a + k - 1) / k; /* at most 2e18: fits */
    printf("%lld\n", b / k - first + 1);
    return 0;
}
