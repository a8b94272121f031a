# Those who went to the end are counted where they stood, too.
import sys
from bisect import bisect_left, insort

words = sys.stdin.read().split()
end = int(words[0])
place, empty = {}, []
for kind, ticket in zip(words[2::2], words[3::2]):
    at = place.get(ticket) or int(ticket)
    if kind == "ahead":
        print(at - 1 - bisect_left(empty, at))
    elif kind == "leave":
        insort(empty, at)
    else:
        end += 1
        place[ticket] = end
