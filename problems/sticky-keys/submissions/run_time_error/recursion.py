def explain(wish, paper, sticky):
    if not wish:
        return None if paper else sticky
    c = wish[0]
    for times in (1, 2):
        if sticky.get(c, times) == times and paper[:times] == c * times:
            found = explain(wish[1:], paper[times:], {**sticky, c: times})
            if found is not None:
                return found
    return None


found = explain(input(), input(), {})
if found is None:
    print("impossible")
else:
    print("".join(c for c in sorted(found) if found[c] == 2) or "none")
