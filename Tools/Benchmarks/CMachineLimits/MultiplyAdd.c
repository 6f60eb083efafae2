#include "CMachineLimits.h"

#define CHAINS 12

// Twelve chains hide the latency of two units; the loop bodies differ in nothing but the width of a register.
#define DEFINE_BODY(NAME, LANES)                                                                                   \
  static double NAME(long steps) {                                                                                 \
    typedef float vector __attribute__((ext_vector_type(LANES)));                                                  \
    vector sum[CHAINS];                                                                                            \
    for (int i = 0; i < CHAINS; i++) sum[i] = (vector)(float)i;                                                    \
    vector factor = (vector)0.999f, term = (vector)0.001f;                                                         \
    for (long step = 0; step < steps; step++) {                                                                    \
      __asm__ volatile("" ::: "memory");                                                                           \
      for (int repeat = 0; repeat < 2; repeat++)                                                                   \
        for (int i = 0; i < CHAINS; i++) sum[i] = sum[i] * factor + term;                                          \
    }                                                                                                              \
    float total = 0;                                                                                               \
    for (int i = 0; i < CHAINS; i++) total += sum[i][0];                                                           \
    return total == 12345.0f ? 0 : (double)steps * 2 * CHAINS * 2 * LANES;                                         \
  }

DEFINE_BODY(portable, 4)
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
DEFINE_BODY(avx2, 8)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
DEFINE_BODY(avx512, 16)
#pragma clang attribute pop
#endif

double machine_limits_multiply_add(long steps) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return avx512(steps);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2(steps);
#endif
  return portable(steps);
}
