import sys

words = sys.stdin.read().split()
line = list(range(1, int(words[0]) + 1))
for kind, ticket in zip(words[2::2], words[3::2]):
    at = line.index(int(ticket))
    if kind == "ahead":
        print(at)
    else:
        del line[at]
        if kind == "back":
            line.append(int(ticket))
