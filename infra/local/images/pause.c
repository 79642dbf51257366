/*
 * The process that keeps a pod's namespaces open: waits for the end, and collects orphans where processes are shared.
 * Built with `cc -static`, so that its image holds nothing else.
 */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void finish(int number) { _exit(number == SIGINT ? 1 : 0); }

static void collect(int number) {
  (void)number;
  while (waitpid(-1, 0, WNOHANG) > 0) {
  }
}

int main(void) {
  signal(SIGINT, finish);
  signal(SIGTERM, finish);
  signal(SIGCHLD, collect);
  for (;;) pause();
}
