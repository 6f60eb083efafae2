// How much a piece of work allocates: the C library's allocator, counted while asked to.
#pragma once

/// Calls that took memory, and the bytes they asked for.
typedef struct AllocationCount {
  long calls;
  long bytes;
} AllocationCount;

/// Whether allocations can be counted here: with glibc, and without a sanitizer's own allocator.
int allocation_count_available(void);

/// Counts from zero, on all threads.
void allocation_count_start(void);

/// Ends counting and returns what was counted. Memory taken from the system with mmap is not; it shows as page faults.
AllocationCount allocation_count_stop(void);
