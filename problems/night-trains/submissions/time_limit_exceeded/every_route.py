import sys

n, m, *numbers = map(int, sys.stdin.read().split())
lines = [[] for _ in range(n + 1)]
for u, v, a, p, d in zip(*(numbers[i::5] for i in range(5))):
    lines[u].append((v, a, p, d))
FAR = 10**18
on_the_way = [False] * (n + 1)


def home(u, now):
    if u == n:
        return now
    on_the_way[u] = True
    best = FAR
    for v, a, p, d in lines[u]:
        if not on_the_way[v]:
            best = min(best, home(v, a + max(0, -(-(now - a) // p)) * p + d))
    on_the_way[u] = False
    return best


best = home(1, 0)
print(best if best < FAR else "never")
