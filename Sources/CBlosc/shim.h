// libblosc, and what gives back memory that it leaves in pieces.
#pragma once

#include <blosc.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/// Returns unused pages of the heap to the system, where the C library can.
static inline void saccade_trim_heap(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}
