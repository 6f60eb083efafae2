#include "include/shim.h"
#include "include/descriptor.h"

// The library is entered by one thread at a time.
static struct {
  int is_on, reads;
  haddr_t address;
  size_t count;
} noted;

void saccade_h5_note_reads(void) {
  noted.is_on = 1;
  noted.reads = 0;
}

int saccade_h5_noted_reads(haddr_t *address, size_t *count) {
  noted.is_on = 0;
  *address = noted.address;
  *count = noted.count;
  return noted.reads;
}

int saccade_h5_is_noted(haddr_t address, size_t count) {
  if (!noted.is_on) return 0;
  noted.reads++;
  noted.address = address;
  noted.count = count;
  return 1;
}
