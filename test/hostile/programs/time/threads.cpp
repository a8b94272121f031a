// tries: to burn CPU time in threads while the first one sleeps
// must: end at the CPU limit
// want: TLE
// limits: cpuMs=400 wallMs=20000
#include <chrono>
#include <thread>

int main() {
  for (int i = 0; i < 4; i++) std::thread([] { for (;;) __asm__ volatile(""); }).detach();
  std::this_thread::sleep_for(std::chrono::hours(1));
}
