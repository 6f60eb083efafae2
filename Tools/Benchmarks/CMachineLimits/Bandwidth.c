#include "CMachineLimits.h"

#define ACCUMULATORS 8

// Vectors pass between static inline functions only; no ABI is involved.
#pragma clang diagnostic ignored "-Wpsabi"

// `floats` is a multiple of ACCUMULATORS * LANES. The barriers keep a loop from becoming a call of memcpy, whose stores
// go around the caches where kernels' stores do not; the pass is inlined once a kind of traffic.
#define DEFINE_BODY(NAME, LANES)                                                                                   \
  typedef float NAME##_vector __attribute__((ext_vector_type(LANES), aligned(4)));                                 \
  static inline __attribute__((always_inline)) void NAME##_pass(MachineTraffic traffic, float *a, const float *b,  \
                                                                const float *c, long floats) {                     \
    typedef NAME##_vector vector;                                                                                  \
    vector sum[ACCUMULATORS];                                                                                      \
    for (int i = 0; i < ACCUMULATORS; i++) sum[i] = (vector)0.0f;                                                  \
    for (long at = 0; at < floats; at += ACCUMULATORS * LANES) {                                                   \
      for (int i = 0; i < ACCUMULATORS; i++) {                                                                     \
        vector *to = (vector *)(a + at + i * LANES);                                                               \
        const vector *from = (const vector *)(b + at + i * LANES);                                                 \
        const vector *other = (const vector *)(c + at + i * LANES);                                                \
        switch (traffic) {                                                                                         \
        case MACHINE_READ: sum[i] += *from; break;                                                                 \
        case MACHINE_UPDATE: *to = *to * 0.5f; break;                                                              \
        case MACHINE_COPY: *to = *from; break;                                                                     \
        case MACHINE_TRIAD: *to = *from + *other * 0.5f; break;                                                    \
        }                                                                                                          \
      }                                                                                                            \
      __asm__ volatile("" ::: "memory");                                                                           \
    }                                                                                                              \
    if (traffic == MACHINE_READ) {                                                                                 \
      for (int i = 1; i < ACCUMULATORS; i++) sum[0] += sum[i];                                                     \
      *(vector *)a = sum[0];                                                                                       \
    }                                                                                                              \
  }                                                                                                                \
  static void NAME(MachineTraffic traffic, float *a, const float *b, const float *c, long floats) {                \
    switch (traffic) {                                                                                             \
    case MACHINE_READ: NAME##_pass(MACHINE_READ, a, b, c, floats); break;                                          \
    case MACHINE_UPDATE: NAME##_pass(MACHINE_UPDATE, a, b, c, floats); break;                                      \
    case MACHINE_COPY: NAME##_pass(MACHINE_COPY, a, b, c, floats); break;                                          \
    case MACHINE_TRIAD: NAME##_pass(MACHINE_TRIAD, a, b, c, floats); break;                                        \
    }                                                                                                              \
  }

DEFINE_BODY(portable_traffic, 4)
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
DEFINE_BODY(avx2_traffic, 8)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
DEFINE_BODY(avx512_traffic, 16)
#pragma clang attribute pop
#endif

void machine_limits_move(MachineTraffic traffic, float *a, const float *b, const float *c, long floats) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl"))
    return avx512_traffic(traffic, a, b, c, floats);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return avx2_traffic(traffic, a, b, c, floats);
#endif
  portable_traffic(traffic, a, b, c, floats);
}
