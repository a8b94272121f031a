import sys
from functools import cache

n, r, s, *days = map(int, sys.stdin.read().split())


@cache
def most(day, in_a_row):
    if day >= n:
        return 0
    rest = most(day + s, 0) if in_a_row else most(day + 1, 0)
    return rest if in_a_row == r else max(rest, days[day] + most(day + 1, in_a_row + 1))


print(most(0, 0))
