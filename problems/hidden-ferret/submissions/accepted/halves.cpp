#include <iostream>
#include <string>

int main() {
    long long low = 1, high;
    std::cin >> high;
    std::string answer;
    while (answer != "here") {
        long long middle = (low + high) / 2;
        std::cout << middle << std::endl;
        if (!(std::cin >> answer)) return 0;
        if (answer == "left") high = middle - 1;
        if (answer == "right") low = middle + 1;
    }
}
