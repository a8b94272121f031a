burrows = int(input())
burrow = (burrows + 1) // 2
while True:
    # Waits for the ferret to come out by itself.
    burrow = burrow % burrows + 1
