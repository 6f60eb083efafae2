// A row of a convolution in double precision.
#pragma once

/// One row of up to four output channels: out[o] = start[o] + the sum over all terms of weight times input, added in the
/// order of the terms and rounded once.
typedef struct SaccadePreciseRow {
  /// Where the values of a term begin for the row's first pixel: input + offsets[term]; those of the next pixels follow.
  /// Sixteen values more than there are pixels are read.
  const double *input;
  const long *offsets;
  long terms;
  /// Four weights a term.
  const double *weights;
  const double *start;
  long count;
  float *out;
  /// The distance of two output channels.
  long out_step;
  long outputs;
} SaccadePreciseRow;
