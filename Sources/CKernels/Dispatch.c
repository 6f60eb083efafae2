#include "Tables.h"

#include <stddef.h>

const SaccadeKernelTable *saccade_kernel_table(SaccadeInstructionSet set) {
  switch (set) {
  case SACCADE_PORTABLE:
    return &saccade_kernels_portable;
#if defined(__x86_64__)
  case SACCADE_AVX2:
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")
               ? &saccade_kernels_avx2
               : NULL;
  case SACCADE_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
               ? &saccade_kernels_avx512
               : NULL;
#endif
  default:
    return NULL;
  }
}
