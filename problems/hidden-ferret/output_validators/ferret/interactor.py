"""interactor INPUT ANSWER FEEDBACK/: writes to the submission's input, reads its output."""

import os
import sys

ACCEPTED, WRONG = 42, 43
CALLS = 50
# No number that is asked for has as many digits: whoever sends an endless line is not read to its end.
LONGEST_LINE = 32


def end(code, message):
    with open(sys.argv[3] + "judgemessage.txt", "w") as feedback:
        print(message, file=feedback)
    # Not sys.exit: where something could not be sent, Python would try again and change the code.
    os._exit(code)


def tell(words):
    try:
        print(words, flush=True)
    except BrokenPipeError:
        end(WRONG, f"the program ended before it was told {words}")


def next_call(number, burrows):
    line = sys.stdin.readline(LONGEST_LINE)
    if not line:
        end(WRONG, f"the program ended before call {number}")
    word = line.strip()
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= burrows):
        end(WRONG, f"call {number} is no burrow: {word!a}")
    return int(word)


def main():
    with open(sys.argv[1]) as test:
        burrows, ferret = map(int, test.read().split())
    tell(burrows)
    for number in range(1, CALLS + 1):
        burrow = next_call(number, burrows)
        if burrow != ferret:
            tell("left" if ferret < burrow else "right")
            continue
        tell("here")
        rest = sys.stdin.readline(LONGEST_LINE)
        if rest:
            end(WRONG, f"it goes on after it has found the ferret: {rest!a}")
        end(ACCEPTED, f"found with {number} calls")
    end(WRONG, f"not found with {CALLS} calls")


# Bytes that are no text are no burrow either.
sys.stdin.reconfigure(errors="replace")
main()
