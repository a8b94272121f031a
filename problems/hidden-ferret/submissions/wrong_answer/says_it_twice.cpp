#include <iostream>
#include <string>

int main() {
    long long low = 1, high, middle = 0;
    std::cin >> high;
    std::string answer;
    while (answer != "here") {
        middle = (low + high) / 2;
        std::cout << middle << std::endl;
        if (!(std::cin >> answer)) return 0;
        if (answer == "left") high = middle - 1;
        if (answer == "right") low = middle + 1;
    }
    std::cout << "The ferret is in burrow " << middle << std::endl;
}
