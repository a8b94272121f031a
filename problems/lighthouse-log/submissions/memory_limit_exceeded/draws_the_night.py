a, b, k = map(int, input().split())
PIECE = 2**20
night = bytearray()
while len(night) <= b - a:
    night += b"." * min(PIECE, b - a + 1 - len(night))
for second in range(-(-a // k) * k, b + 1, k):
    night[second - a] = ord("*")
print(night.count(b"*"))
