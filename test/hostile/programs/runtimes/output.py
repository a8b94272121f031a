# tries: bytes that break who shows them: NUL, escapes, half a character, a megabyte in a line
# must: end well; what is shown is text
# want: OK
import sys

sys.stdout.buffer.write(b"\0\x1b[2J\x1b]0;title\x07\xff\xfe\xc3" + b"x" * 500_000 + b"\xf0\x9f")
