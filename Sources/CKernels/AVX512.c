#include "Tables.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define LANES 16
#define TABLE saccade_kernels_avx512
#include "Bodies.inc"
#pragma clang attribute pop
#endif
