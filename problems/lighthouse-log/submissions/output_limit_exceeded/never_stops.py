a, b, k = map(int, input().split())
flashes = b // k - (a - 1) // k
print(flashes)
while flashes > 10**6:
    print("counting all over again, to be sure " * 1000)
