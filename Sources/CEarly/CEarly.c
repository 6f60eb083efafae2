#define _GNU_SOURCE
#include "include/CEarly.h"

#include <signal.h>

void saccade_link_early(void) {}

#if defined(__linux__) && defined(__ELF__)

// Signals that end a run wait until somebody watches for them; a program whose libraries are still starting would end
// by the signal itself. The threads that libraries start leave them alone as well.
static void hold_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_BLOCK, &signals, NULL);
}

// Run after libraries are loaded, before the first of them is started.
__attribute__((section(".preinit_array"), used)) static void (*const early)(void) = hold_signals;

#endif
