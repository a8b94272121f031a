// tries: to keep the compiler busy with templates that double
// must: be stopped: the compiler has limits of its own
// want: CE
// compile: cpuMs=1500
template <unsigned long n, unsigned depth> struct Tree {
  static constexpr unsigned long value = Tree<2 * n, depth - 1>::value + Tree<2 * n + 1, depth - 1>::value;
};
template <unsigned long n> struct Tree<n, 0> { static constexpr unsigned long value = n; };

int main() { return Tree<1, 60>::value; }
