import sys

head, *rows = sys.stdin.read().split("\n")
r, c, k = map(int, head.split())
best = {}


def walk(y, x, used, steps):
    if not (0 <= y < r and 0 <= x < c):
        return
    used += rows[y][x] == "#"
    if used > k or steps >= best.get((y, x, used), r * c * 9):
        return
    best[y, x, used] = steps
    for dy, dx in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        walk(y + dy, x + dx, used, steps + 1)


fox = next(i for i in range(r) if "F" in rows[i])
den = next(i for i in range(r) if "D" in rows[i])
walk(fox, rows[fox].index("F"), 0, 0)
ways = [best[den, rows[den].index("D"), u] for u in range(k + 1) if (den, rows[den].index("D"), u) in best]
print(min(ways, default=-1))
