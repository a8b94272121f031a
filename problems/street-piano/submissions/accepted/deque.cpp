#include <algorithm>
#include <deque>
#include <iostream>
#include <vector>

int main() {
    int n, r, s;
    std::cin >> n >> r >> s;
    std::vector<long long> sum(n + 1), best(n + 1);
    // best[i]: the most after i days when a stretch may begin on the next one.
    long long answer = 0;
    std::deque<int> starts;
    std::vector<long long> ended(n + 1);
    for (int i = 1; i <= n; ++i) {
        std::cin >> sum[i];
        sum[i] += sum[i - 1];
        auto value = [&](int j) { return best[j] - sum[j]; };
        while (!starts.empty() && value(starts.back()) <= value(i - 1)) starts.pop_back();
        starts.push_back(i - 1);
        if (starts.front() < i - r) starts.pop_front();
        ended[i] = value(starts.front()) + sum[i];
        answer = std::max(answer, ended[i]);
        best[i] = std::max(best[i - 1], i >= s ? ended[i - s] : 0);
    }
    std::cout << answer << '\n';
}
