import sys
from heapq import heappop, heappush

n, m, *numbers = map(int, sys.stdin.read().split())
lines = {}
for u, v, a, p, d in zip(*(numbers[i::5] for i in range(5))):
    lines.setdefault(u, []).append((v, a, p, d))
seen = set()
queue = [(0, 1)]
while True:
    now, u = heappop(queue)
    if u == n:
        break
    if u in seen:
        continue
    seen.add(u)
    for v, a, p, d in lines.get(u, []):
        heappush(queue, (a + max(0, -(-(now - a) // p)) * p + d, v))
print(now)
