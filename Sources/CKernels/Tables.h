// The tables that one source file an instruction set defines.
#pragma once

#include "CKernels.h"

extern const SaccadeKernelTable saccade_kernels_portable;
#if defined(__x86_64__)
extern const SaccadeKernelTable saccade_kernels_avx2;
extern const SaccadeKernelTable saccade_kernels_avx512;
#endif
