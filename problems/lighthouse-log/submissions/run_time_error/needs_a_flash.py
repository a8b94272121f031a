a, b, k = map(int, input().split())
flashes = b // k - (a - 1) // k
assert flashes > 0, "the lamp is out"
print(flashes)
