import sys

# From the end: what nothing has to come after is put on last.
n, m, *rules = map(int, sys.stdin.read().split())
before = [[] for _ in range(n + 1)]
holds = [0] * (n + 1)
for a, b in zip(rules[::2], rules[1::2]):
    before[b].append(a)
    holds[a] += 1
free = [piece for piece in range(1, n + 1) if holds[piece] == 0]
order = []
while free:
    piece = free.pop()
    order.append(piece)
    for other in before[piece]:
        holds[other] -= 1
        if holds[other] == 0:
            free.append(other)
print(*reversed(order)) if len(order) == n else print("impossible")
