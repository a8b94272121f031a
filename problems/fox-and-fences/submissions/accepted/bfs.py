import sys

head, *rows = sys.stdin.read().split("\n")
r, c, k = map(int, head.split())
# A border of walls that cost more than there is keeps the walk inside.
w = c + 2
grid = "X" * w + "".join("X" + row + "X" for row in rows[:r]) + "X" * w
cost = [{"#": 1, "X": k + 1}.get(square, 0) for square in grid]
den = grid.index("D")
fewest = [k + 1] * len(grid)
start = grid.index("F")
fewest[start] = 0
layer, steps, answer = [(start, 0)], 0, -1
while layer and answer < 0:
    following = []
    for square, used in layer:
        if square == den:
            answer = steps
            break
        for to in (square - 1, square + 1, square - w, square + w):
            u = used + cost[to]
            if u < fewest[to]:
                fewest[to] = u
                following.append((to, u))
    layer = following
    steps += 1
print(answer)
