# tries: names that programs of the host take for options, for more than one, or for no text
# must: be gone before the next run
# want: held
# runs: 2
import os

names = [b"-rf", b"--", b"*", b"a\nb", b"\xff\xfe", b" ", b"'; touch x #", b"$(id)", b"\x1b[2J", b"n" * 255, b"..."]
for folder in [b"/tmp", b"/dev/shm"]:
    if os.listdir(folder):
        print("done: something was there")
    for name in names:
        os.mkdir(folder + b"/" + name)
        open(folder + b"/" + name + b"/" + name, "w").close()
print("held")
