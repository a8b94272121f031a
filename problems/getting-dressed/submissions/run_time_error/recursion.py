import sys

n, m, *rules = map(int, sys.stdin.read().split())
after = [[] for _ in range(n + 1)]
for a, b in zip(rules[::2], rules[1::2]):
    after[a].append(b)
state = [0] * (n + 1)
order = []


def visit(piece):
    if state[piece] == 1:
        print("impossible")
        sys.exit()
    if state[piece] == 0:
        state[piece] = 1
        for other in after[piece]:
            visit(other)
        state[piece] = 2
        order.append(piece)


for piece in range(1, n + 1):
    visit(piece)
print(*reversed(order))
