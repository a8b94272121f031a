# tries: to fill the host's disk by stderr
# must: be stopped at the output limit: it counts too
# want: OLE
import sys

while True:
    sys.stderr.write("nobody reads this\n" * 1000)
