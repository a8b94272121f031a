# How often a letter is on the paper already tells whether its key sticks; typing again proves it.
wish = input()
paper = input()
sticky = "".join(c for c in sorted(set(wish)) if paper.count(c) == 2 * wish.count(c))
again = "".join(c * 2 if c in sticky else c for c in wish)
print("impossible" if again != paper else sticky or "none")
