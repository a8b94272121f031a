// tries: to end in the middle of everything: an exception nobody catches, thrown while another is
// must: be a run-time error
// want: RTE
#include <stdexcept>

struct Thrower {
  ~Thrower() noexcept(false) { throw std::runtime_error("again"); }
};

int main() {
  Thrower thrower;
  throw std::runtime_error("once");
}
