#include <iostream>
#include <set>
#include <string>

// Lets a key stick at one press and not at the next.
int main() {
    std::string wish, paper;
    std::cin >> wish >> paper;
    std::set<char> sticky;
    std::size_t at = 0;
    bool possible = true;
    for (std::size_t i = 0; i < wish.size();) {
        char letter = wish[i];
        std::size_t wanted = 0, got = 0;
        while (i < wish.size() && wish[i] == letter) ++i, ++wanted;
        while (at < paper.size() && paper[at] == letter) ++at, ++got;
        if (got == 2 * wanted) sticky.insert(letter);
        else if (got != wanted) possible = false;
    }
    if (!possible || at < paper.size()) std::cout << "impossible";
    else if (sticky.empty()) std::cout << "none";
    for (char letter : sticky)
        if (possible && at == paper.size()) std::cout << letter;
    std::cout << '\n';
}
