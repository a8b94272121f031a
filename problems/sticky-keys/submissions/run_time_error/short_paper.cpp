#include <iostream>
#include <string>
#include <vector>

int main() {
    std::string wish, paper, sticky, again;
    std::cin >> wish >> paper;
    std::vector<char> sheet(1000);
    std::vector<int> pressed(128), struck(128);
    for (char c : wish) ++pressed[c];
    for (char c : paper) ++struck[c];
    for (char c : wish) again.append(struck[c] == 2 * pressed[c] ? 2 : 1, c);
    for (std::size_t i = 0; i < again.size(); ++i) sheet.at(i) = again[i];
    for (char c = 'a'; c <= 'z'; ++c)
        if (pressed[c] > 0 && struck[c] == 2 * pressed[c]) sticky += c;
    std::cout << (again != paper ? "impossible" : sticky.empty() ? "none" : sticky) << '\n';
}
