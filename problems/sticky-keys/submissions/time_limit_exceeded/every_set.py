from itertools import combinations

wish = input()
paper = input()
letters = sorted(set(wish))


def find():
    for size in range(len(letters) + 1):
        for sticky in combinations(letters, size):
            if "".join(c * 2 if c in sticky else c for c in wish) == paper:
                return "".join(sticky) or "none"
    return "impossible"


print(find())
