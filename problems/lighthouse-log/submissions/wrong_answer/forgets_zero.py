a, b, k = map(int, input().split())
print(b // k - max(a - 1, 0) // k)
