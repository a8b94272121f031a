#include <iostream>
#include <string>
#include <vector>

int main() {
    long long low = 1, high;
    std::cin >> high;
    std::vector<std::string> answers(20);
    for (int call = 0;; ++call) {
        long long middle = (low + high) / 2;
        std::cout << middle << std::endl;
        std::cin >> answers.at(call);
        if (answers[call] == "here") return 0;
        if (answers[call] == "left") high = middle - 1;
        else low = middle + 1;
    }
}
