import sys

numbers = list(map(int, sys.stdin.read().split()))
waiting = list(zip(numbers[1::2], numbers[2::2]))
rounds = 0
while waiting:
    in_a_hurry = sorted(waiting, key=lambda span: span[1])
    now = in_a_hurry[0][1]
    waiting = [(start, end) for start, end in waiting if not start <= now <= end]
    rounds += 1
print(rounds)
