# tries: to make system calls by hand, around what Python offers
# must: be refused by the kernel
# want: held
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
x86 = platform.machine() == "x86_64"
calls = {"mount": 165 if x86 else 40, "unshare": 272 if x86 else 97, "ptrace": 101 if x86 else 117, "socket": 41 if x86 else 198, "bpf": 321 if x86 else 280}
for name, number in calls.items():
    if libc.syscall(number, 1, 1, 0, 0, 0) >= 0:
        print("done: " + name)
libc.setns(0, 0)
if libc.kill(1, 9) == 0 and libc.kill(1, 0) != 0:
    print("done: process 1 is gone")
print("held")
