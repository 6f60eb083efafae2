// What this machine can do at most, for the shares that benchmarks print.
#pragma once

/// Runs independent fused multiply-adds on the widest registers that this processor has, and returns how many
/// floating-point operations that were. A step is 24 registers of work.
double machine_limits_multiply_add(long steps);

/// What a pass over memory does.
typedef enum MachineTraffic {
  /// Sums b.
  MACHINE_READ = 0,
  /// a = a / 2: each line of the cache is read and written back.
  MACHINE_UPDATE = 1,
  /// a = b with ordinary stores, before which the processor reads what is overwritten.
  MACHINE_COPY = 2,
  /// a = b + c / 2, likewise.
  MACHINE_TRIAD = 3,
} MachineTraffic;

/// Makes one pass over `floats` values, a multiple of 128.
void machine_limits_move(MachineTraffic traffic, float *a, const float *b, const float *c, long floats);
