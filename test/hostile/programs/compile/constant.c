/*
 * tries: to make a program of terabytes from a line
 * must: not compile, or be stopped
 * want: CE
 * compile: cpuMs=1500
 */
char all[1ul << 40] = {1};

int main(void) { return all[0]; }
