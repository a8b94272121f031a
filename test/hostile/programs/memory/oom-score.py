# tries: to make the kernel take somebody else when memory runs out
# must: be taken itself
# want: MLE
# limits: memoryKiB=65536
for value in ("-1000", "-500", "-1"):
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write(value)
        print("done: " + value)
    except OSError:
        pass
hog = []
while True:
    hog.append(bytearray(1 << 20))
