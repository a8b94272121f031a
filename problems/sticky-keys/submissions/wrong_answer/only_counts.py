# Never looks at the order of the letters.
wish = input()
paper = input()
sticky = []
for c in sorted(set(wish) | set(paper)):
    pressed, struck = wish.count(c), paper.count(c)
    if struck == 2 * pressed:
        sticky.append(c)
    elif struck != pressed:
        print("impossible")
        break
else:
    print("".join(sticky) or "none")
