import sys
from heapq import heappop, heappush

n, m, *numbers = map(int, sys.stdin.read().split())
lines = [[] for _ in range(n + 1)]
for u, v, a, p, d in zip(*(numbers[i::5] for i in range(5))):
    lines[u].append((v, a, p, d))
seen = set()
queue = [(0, 1)]
answer = "never"
while queue:
    now, u = heappop(queue)
    if u in seen:
        continue
    seen.add(u)
    if u == n:
        answer = now
        break
    for v, a, p, d in lines[u]:
        if v not in seen:
            heappush(queue, (a + max(0, -(-(now - a) // p)) * p + d, v))
print(answer)
