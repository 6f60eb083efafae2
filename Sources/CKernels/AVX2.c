#include "Tables.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define LANES 8
#define TABLE saccade_kernels_avx2
#include "Bodies.inc"
#pragma clang attribute pop
#endif
