# Believes that the rest after the last stretch must be over by day n.
import sys

n, r, s, *days = map(int, sys.stdin.read().split())
free = [0] * (n + 1)
total = [0]
for coins in days:
    total.append(total[-1] + coins)
for i in range(1, n + 1):
    free[i] = free[i - 1]
    end = i - s
    for start in range(max(0, end - r), end):
        free[i] = max(free[i], free[start] + total[end] - total[start])
print(free[n])
