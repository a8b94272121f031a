#include <iostream>
#include <string>

int main() {
    std::string wish, paper;
    std::cin >> wish >> paper;
    unsigned used = 0;
    for (char c : wish) used |= 1u << (c - 'a');
    for (unsigned set = used;; set = (set - 1) & used) {
        std::string again;
        for (char c : wish) again.append(set >> (c - 'a') & 1 ? 2 : 1, c);
        if (again == paper) {
            for (int c = 0; c < 26; ++c)
                if (set >> c & 1) std::cout << static_cast<char>('a' + c);
            std::cout << (set == 0 ? "none\n" : "\n");
            return 0;
        }
        if (set == 0) break;
    }
    std::cout << "impossible\n";
}
