# tries: to change the kernel by its files: core_pattern, sysrq, cgroups with a release agent
# must: find none that can be written
# want: held
import glob
import os

paths = ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sysrq-trigger",
         "/proc/sys/fs/binfmt_misc/register", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/release_agent", "/proc/self/loginuid",
         "/proc/self/uid_map", "/proc/self/gid_map", "/proc/self/setgroups", "/proc/self/projid_map", "/proc/self/attr/current",
         "/proc/irq/default_smp_affinity", "/proc/mtrr", "/proc/timer_list", "/proc/scsi/scsi"]
for path in paths + glob.glob("/proc/sys/*/*") + glob.glob("/sys/fs/cgroup/*"):
    try:
        with open(path, "w") as file:
            file.write("0")
        print("done: " + path)
    except OSError:
        pass
if os.path.exists("/sys/fs/cgroup"):
    print("done: cgroups are seen")
print("held")
