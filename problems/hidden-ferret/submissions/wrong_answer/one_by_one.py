import sys

burrows = int(input())
for burrow in range(1, burrows + 1):
    print(burrow, flush=True)
    # No answer: it is asleep by now.
    if sys.stdin.readline().strip() in ("here", ""):
        break
