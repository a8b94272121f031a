#include <iostream>
#include <tuple>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::tuple<int, int, long long, long long, long long>> lines(m);
    for (auto &[u, v, a, p, d] : lines) std::cin >> u >> v >> a >> p >> d;
    std::vector<long long> earliest(n + 1, -1);
    earliest[1] = 0;
    long long limit = 3'000'000LL * n;
    for (long long now = 0; now <= limit; ++now) {
        if (earliest[n] >= 0 && earliest[n] <= now) return std::cout << earliest[n] << '\n', 0;
        for (auto &[u, v, a, p, d] : lines) {
            if (earliest[u] < 0 || earliest[u] > now || now < a || (now - a) % p != 0) continue;
            if (earliest[v] < 0 || earliest[v] > now + d) earliest[v] = now + d;
        }
    }
    std::cout << "never\n";
}
