# Steps from meeting to meeting: good for small periods, hopeless for large ones.
from math import gcd

n, year = map(int, input().split())
now, step = year, 1
for _ in range(n):
    first, period = map(int, input().split())
    if now < first:
        now += -(-(first - now) // step) * step
    if (first - now) % gcd(step, period):
        print("never")
        break
    while (now - first) % period:
        now += step
    step *= period // gcd(step, period)
else:
    print(now)
