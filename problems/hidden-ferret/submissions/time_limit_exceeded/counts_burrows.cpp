#include <iostream>
#include <string>

int main() {
    long long low = 1, high;
    std::cin >> high;
    std::string answer;
    while (answer != "here") {
        // To find the middle it walks from both ends.
        volatile long long left = low, right = high;
        while (left < right) {
            left = left + 1;
            right = right - 1;
        }
        long long middle = right;
        std::cout << middle << std::endl;
        if (!(std::cin >> answer)) return 0;
        if (answer == "left") high = middle - 1;
        if (answer == "right") low = middle + 1;
    }
}
