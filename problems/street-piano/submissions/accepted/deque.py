import sys
from collections import deque

n, r, s, *days = map(int, sys.stdin.read().split())
free = [0] * (n + s + 1)
total = [0]
for coins in days:
    total.append(total[-1] + coins)
starts = deque()
for i in range(s + 1, n + s + 1):
    end = i - s
    value = free[end - 1] - total[end - 1]
    while starts and starts[-1][1] <= value:
        starts.pop()
    starts.append((end - 1, value))
    while starts[0][0] < end - r:
        starts.popleft()
    free[i] = max(free[i - 1], starts[0][1] + total[end])
print(free[n + s])
