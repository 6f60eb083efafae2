// Enlarging maps, and the way back.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Each place of a row from the few of a longer row next to it:
/// out[x] = sum over t of weights[t * stride + x] * row[starts[x] + t], or that added to it.
///
/// `starts` do not fall within `count` and grow by 31 at most over 16. Tables are read up to a multiple of 16 and repeat
/// the last start there; of the row, 48 values are read from a start on.
typedef struct SaccadeDoublingTaps {
  const float *row;
  const int32_t *starts;
  const float *weights;
  ptrdiff_t tap_count;
  ptrdiff_t stride;
  ptrdiff_t count;
  int accumulate;
  float *out;
} SaccadeDoublingTaps;

/// The loops of enlargements.
typedef struct SaccadeResizingLoops {
  /// out[x] = the blend by fractions[x] of row[left[x]] and row[right[x]], whose indices do not fall and grow by at most
  /// one every second x. Tables and `out` are read and written up to a multiple of 16, a register from row[left[x]] on.
  void (*resample)(const float *row, const int32_t *left, const int32_t *right, const float *fractions, ptrdiff_t count,
                   float *out);

  /// out[x] = top_weight * top[x] + bottom_weight * bottom[x]; both rows are read up to a multiple of 16.
  void (*blend)(const float *top, const float *bottom, float top_weight, float bottom_weight, ptrdiff_t count,
                int streaming, float *out);

  /// out[x] = sum over r of weights[r] * rows[r * stride + x]; `out` is written up to a multiple of 16.
  void (*weighted_rows)(const float *rows, ptrdiff_t stride, const float *weights, ptrdiff_t row_count, ptrdiff_t count,
                        float *out);

  /// Each place of a row from those next to it.
  void (*doubling_taps)(const SaccadeDoublingTaps *job);
} SaccadeResizingLoops;
