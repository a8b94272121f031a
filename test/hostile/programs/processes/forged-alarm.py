# tries: to end by the signal of an alarm after writing "timelimit exceeded"
# must: be a run-time error
# want: RTE
# flaw: DOMjudge 122: a program could forge a time-out
import os
import signal
import sys

print("timelimit exceeded: hard wall time", file=sys.stderr, flush=True)
os.kill(os.getpid(), signal.SIGALRM)
