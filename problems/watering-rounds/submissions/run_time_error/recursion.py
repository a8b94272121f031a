import sys

numbers = list(map(int, sys.stdin.read().split()))
spans = sorted(zip(numbers[2::2], numbers[1::2]))


def rounds(i, last):
    if i == len(spans):
        return 0
    end, start = spans[i]
    return 1 + rounds(i + 1, end) if start > last else rounds(i + 1, last)


print(rounds(0, -1))
