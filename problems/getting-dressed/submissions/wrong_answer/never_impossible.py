import sys

n, m, *rules = map(int, sys.stdin.read().split())
after = [[] for _ in range(n + 1)]
waits = [0] * (n + 1)
for a, b in zip(rules[::2], rules[1::2]):
    after[a].append(b)
    waits[b] += 1
order = [piece for piece in range(1, n + 1) if waits[piece] == 0]
for piece in order:
    for other in after[piece]:
        waits[other] -= 1
        if waits[other] == 0:
            order.append(other)
print(*order)
