/*
 * tries: to make a program of gigabytes, which the host would have to keep
 * must: be stopped at the bound for a file
 * want: CE
 * compile: cpuMs=1500
 */
char all[1ul << 30] = {1};

int main(void) { return all[0]; }
