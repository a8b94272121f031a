import sys

numbers = list(map(int, sys.stdin.read().split()))
spans = sorted(zip(numbers[2::2], numbers[1::2]))
rounds, last = 0, -1
for end, start in spans:
    if start > last:
        rounds += 1
        last = end
print(rounds)
