// tries: to make the compiler write messages without end
// must: not compile; what is shown is bounded
// want: CE
// compile: cpuMs=1500
#define E(x) x x x x x x x x
#define F E(E(E(E(E(undeclared + nothing;)))))
int main() { F }
