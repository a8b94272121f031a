import sys

n, r, s, *days = map(int, sys.stdin.read().split())
free = [0] * (n + s + 1)
total = [0]
for coins in days:
    total.append(total[-1] + coins)
for i in range(s + 1, n + s + 1):
    end = i - s
    free[i] = free[i - 1]
    for start in range(max(0, end - r), end):
        free[i] = max(free[i], free[start] + total[end] - total[start])
print(free[n + s])
