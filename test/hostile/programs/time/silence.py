# tries: to block for ever: it reads what never comes and never writes
# must: end at the wall limit; an interactor that did so would too, for it runs in a box with limits of its own
# want: TLE
# flaw: DOMjudge 605: an interactor that blocked for ever
# limits: cpuMs=1000 wallMs=1000
import os

reading, writing = os.pipe()
os.read(reading, 1)
