import sys

numbers = list(map(int, sys.stdin.read().split()))
waiting = list(zip(numbers[1::2], numbers[2::2]))
rounds = 0
while waiting:
    now = min(end for _, end in waiting)
    waiting = [(start, end) for start, end in waiting if not start <= now <= end]
    rounds += 1
print(rounds)
