// tries: to run a program without end inside the compiler (Nim's staticExec ran programs of the host while compiling)
// must: not compile: what is worked out at compile time is bounded
// want: CE
// compile: cpuMs=1500
constexpr unsigned long spin(unsigned long n) {
  unsigned long sum = 0;
  for (unsigned long i = 0; i < n; i++) sum = sum * 31 + i;
  return sum;
}
constexpr unsigned long endless = spin(~0ul);

int main() { return endless == 0; }
