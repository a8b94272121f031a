import sys

n, m, *numbers = map(int, sys.stdin.read().split())
lines = list(zip(*(numbers[i::5] for i in range(5))))
FAR = 10**18
earliest = [FAR] * (n + 1)
earliest[1] = 0
for _ in range(n - 1):
    for u, v, a, p, d in lines:
        if earliest[u] < FAR:
            arrival = a + max(0, -(-(earliest[u] - a) // p)) * p + d
            earliest[v] = min(earliest[v], arrival)
print(earliest[n] if earliest[n] < FAR else "never")
