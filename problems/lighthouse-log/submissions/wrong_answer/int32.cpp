#include <iostream>

int main() {
    long long a, b, k;
    std::cin >> a >> b >> k;
    int flashes = b / k - (a == 0 ? -1 : (a - 1) / k);
    std::cout << flashes << '\n';
}
