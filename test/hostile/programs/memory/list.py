# tries: to grow a list without end, and to go on after each MemoryError
# must: end at the memory limit
# want: MLE
# limits: memoryKiB=65536
hog = []
while True:
    try:
        hog.append(bytearray(1 << 20))
    except MemoryError:
        pass
