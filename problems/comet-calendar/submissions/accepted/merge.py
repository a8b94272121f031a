from math import gcd

n, year = map(int, input().split())
now, step = year, 1
for _ in range(n):
    first, period = map(int, input().split())
    if now < first:
        now += -(-(first - now) // step) * step
    g = gcd(step, period)
    wait = (first - now) % period
    if wait % g:
        print("never")
        break
    now += wait // g * pow(step // g, -1, period // g) % (period // g) * step
    step *= period // g
else:
    print(now)
