# tries: to leave a header where the next submission would find it
# must: end well; compile/neighbours.c looks for it
# want: held
for folder in ("/tmp", "/dev/shm", "/work"):
    try:
        with open(folder + "/left.h", "w") as file:
            file.write("/* an answer */\n")
    except OSError:
        pass
print("held")
