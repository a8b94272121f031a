# Visits each square once, however many leaps were left.
import sys
from collections import deque

head, *rows = sys.stdin.read().split("\n")
r, c, k = map(int, head.split())
y = next(i for i in range(r) if "F" in rows[i])
queue = deque([(y, rows[y].index("F"), 0, 0)])
seen = {queue[0][:2]}
answer = -1
while queue:
    y, x, used, steps = queue.popleft()
    if rows[y][x] == "D":
        answer = steps
        break
    for ny, nx in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
        if 0 <= ny < r and 0 <= nx < c and (ny, nx) not in seen:
            u = used + (rows[ny][nx] == "#")
            if u <= k:
                seen.add((ny, nx))
                queue.append((ny, nx, u, steps + 1))
print(answer)
