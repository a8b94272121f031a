import sys

head, *rows = sys.stdin.read().split("\n")
r, c, k = map(int, head.split())
y = next(i for i in range(r) if "F" in rows[i])
layer, steps, answer = [(y, rows[y].index("F"), 0)], 0, -1
while layer and answer < 0 and steps <= r * c:
    following = []
    for y, x, used in layer:
        if rows[y][x] == "D":
            answer = steps
            break
        for ny, nx in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
            if 0 <= ny < r and 0 <= nx < c:
                u = used + (rows[ny][nx] == "#")
                if u <= k and len(following) < 10**5:
                    following.append((ny, nx, u))
    layer = following
    steps += 1
print(answer)
