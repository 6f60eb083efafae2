// What this machine can do at most, for the shares that benchmarks print.
#pragma once

/// Runs independent fused multiply-adds on the widest registers that this processor has, and returns how many
/// floating-point operations that were. A step is 24 registers of work.
double machine_limits_multiply_add(long steps);
