a, b, k = map(int, input().split())
flashes = 0
second = (a + k - 1) // k * k
while second <= b:
    flashes += 1
    second += k
print(flashes)
