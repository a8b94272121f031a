# Takes the seedlings by their start, and waters at the end of the first one's time.
import sys

numbers = list(map(int, sys.stdin.read().split()))
rounds, last = 0, -1
for start, end in sorted(zip(numbers[1::2], numbers[2::2])):
    if start > last:
        rounds += 1
        last = end
print(rounds)
