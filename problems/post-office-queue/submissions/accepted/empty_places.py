# The places that were left, in order; there are never more of them than events.
import sys
from bisect import bisect_left, insort

words = sys.stdin.read().split()
end = int(words[0])
place, empty, answers = {}, [], []
for kind, ticket in zip(words[2::2], words[3::2]):
    at = place.get(ticket) or int(ticket)
    if kind == "ahead":
        answers.append(at - 1 - bisect_left(empty, at))
        continue
    insort(empty, at)
    if kind == "back":
        end += 1
        place[ticket] = end
print("\n".join(map(str, answers)))
