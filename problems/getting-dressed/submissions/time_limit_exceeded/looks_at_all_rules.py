import sys

# For each piece all rules are read again.
n, m, *rules = map(int, sys.stdin.read().split())
pairs = list(zip(rules[::2], rules[1::2]))
left = set(range(1, n + 1))
order = []
while left:
    waiting = {b for a, b in pairs if a in left}
    free = min(left - waiting, default=None)
    if free is None:
        break
    left.remove(free)
    order.append(free)
print("impossible" if left else " ".join(map(str, order)))
