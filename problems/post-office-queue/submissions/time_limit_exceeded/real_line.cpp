#include <iostream>
#include <iterator>
#include <list>
#include <numeric>
#include <string>
#include <vector>

int main() {
    int n, q;
    std::cin >> n >> q;
    std::list<int> line(n);
    std::iota(line.begin(), line.end(), 1);
    std::vector<std::list<int>::iterator> at(n + 1);
    for (auto person = line.begin(); person != line.end(); ++person) at[*person] = person;
    while (q--) {
        std::string kind;
        int t;
        std::cin >> kind >> t;
        if (kind == "ahead") std::cout << std::distance(line.begin(), at[t]) << '\n';
        else if (kind == "back") line.splice(line.end(), line, at[t]);
        else line.erase(at[t]);
    }
}
