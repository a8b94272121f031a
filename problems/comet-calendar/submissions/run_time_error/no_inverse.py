# Takes the periods to have no common factor.
n, year = map(int, input().split())
now, step = year, 1
for _ in range(n):
    first, period = map(int, input().split())
    if now < first:
        now += -(-(first - now) // step) * step
    now += (first - now) * pow(step, -1, period) % period * step
    step *= period
print(now)
