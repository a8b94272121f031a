/*
 * tries: to make the preprocessor write without end
 * must: be stopped
 * want: CE
 * compile: cpuMs=1500
 */
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(A(x))))
#define C(x) B(B(B(x)))
int main(void) { C(;) }
