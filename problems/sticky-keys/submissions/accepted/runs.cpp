#include <array>
#include <iostream>
#include <string>

int main() {
    std::string wish, paper;
    std::cin >> wish >> paper;
    std::array<int, 26> times{};
    std::size_t at = 0;
    for (std::size_t i = 0; i < wish.size();) {
        char letter = wish[i];
        std::size_t wanted = 0, got = 0;
        while (i < wish.size() && wish[i] == letter) ++i, ++wanted;
        while (at < paper.size() && paper[at] == letter) ++at, ++got;
        int factor = got == wanted ? 1 : got == 2 * wanted ? 2 : 0;
        int &known = times[letter - 'a'];
        if (factor == 0 || (known != 0 && known != factor)) {
            std::cout << "impossible\n";
            return 0;
        }
        known = factor;
    }
    std::string sticky;
    for (int letter = 0; letter < 26; ++letter)
        if (times[letter] == 2) sticky += static_cast<char>('a' + letter);
    if (at < paper.size()) sticky = "impossible";
    std::cout << (sticky.empty() ? "none" : sticky) << '\n';
}
