#include <iostream>
#include <string>
#include <vector>

int main() {
    int n, q;
    std::cin >> n >> q;
    std::vector<int> empty(n + 1), place(n + 1);
    for (int t = 1; t <= n; ++t) place[t] = t;
    int end = n;
    while (q--) {
        std::string kind;
        int t;
        std::cin >> kind >> t;
        if (kind == "ahead") {
            int before = place[t] - 1;
            for (int i = place[t] - 1; i > 0; i -= i & -i) before -= empty.at(i);
            std::cout << before << '\n';
            continue;
        }
        for (int i = place[t]; i <= n; i += i & -i) ++empty[i];
        if (kind == "back") place[t] = ++end;
    }
}
