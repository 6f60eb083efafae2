// Loops over values in a row.
#pragma once

#include <stddef.h>

/// A row of outputs from sums that lie in phases:
/// out[i] = leaky(sums[(i % phases) * phase_stride + i / phases] + bias) for `count` values, or that added to it.
typedef struct SaccadeFinish {
  const float *sums;
  ptrdiff_t phase_stride;
  ptrdiff_t phases;
  ptrdiff_t count;
  float bias;
  float slope;
  int accumulate;
  float *out;
} SaccadeFinish;

/// A row that is brought to another scale: out[i] = leaky((x[i] - mean) * scale) for `count` values, or
/// leaky(that + addend[i]) where there is an addend.
typedef struct SaccadeNormalizedRow {
  const float *x;
  ptrdiff_t count;
  float mean;
  float scale;
  float slope;
  /// NULL for none.
  const float *addend;
  float *out;
} SaccadeNormalizedRow;

/// Loops over values in a row; leaky(v) is v for v > 0 and slope * v below.
typedef struct SaccadeRowLoops {
  /// x[i] = leaky(x[i] + bias) for `count` values.
  void (*bias_leaky_relu)(float *x, ptrdiff_t count, float bias, float slope);

  /// gradient[i] *= slope where output[i] is not positive, for `count` values.
  void (*leaky_relu_gradient)(const float *output, ptrdiff_t count, float slope, float *gradient);

  /// A row of outputs from its sums.
  void (*finish)(const SaccadeFinish *job);

  /// out[i] = src[start + i * step] for `count` values, zero where the index lies outside 0 ..< length.
  void (*gather)(float *out, const float *src, ptrdiff_t length, ptrdiff_t start, ptrdiff_t step, ptrdiff_t count);

  /// sum[i] += x[i] for `count` values.
  void (*add)(const float *x, ptrdiff_t count, float *sum);

  /// out[x] = a[x] * b[x], or that added to it; a and b are read up to a multiple of 16.
  void (*multiply)(const float *a, const float *b, ptrdiff_t count, int accumulate, float *out);

  /// The sum of `count` values.
  double (*sum)(const float *x, ptrdiff_t count);

  /// Lets other threads see what was written around the caches before, as `streaming` asks for.
  void (*fence_stores)(void);

  /// A row that is brought to another scale; `out` may be x or the addend.
  void (*normalize)(const SaccadeNormalizedRow *job);
} SaccadeRowLoops;
