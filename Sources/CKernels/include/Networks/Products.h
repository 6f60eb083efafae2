// Products of matrices and convolutions.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A packed matrix of weights times columns: out[o * out_stride + x] is the sum over the terms of W[o][term] times the
/// term's value for column x, for `outputs` rows and `count` columns.
///
/// W[o][term] = weights[(o / 8 * terms + term) * 8 + o % 8]. Rows of `out` are written up to a multiple of 8, columns are
/// read and written up to a multiple of 16.
typedef struct SaccadeProduct {
  const float *weights;
  /// The terms from one panel of weights to the next: all of a matrix, be it multiplied in parts.
  ptrdiff_t terms;
  /// Value x of channel c lies at columns[c * channel_stride + x].
  const float *columns;
  ptrdiff_t channel_stride;
  ptrdiff_t channels;
  /// The places of a channel that are a term each, from that value on, for `taps`; a channel is one term for the others.
  const int32_t *taps;
  ptrdiff_t tap_count;
  ptrdiff_t outputs;
  ptrdiff_t count;
  /// Whether `planes` adds to what is there.
  int accumulate;
  float *out;
  ptrdiff_t out_stride;
} SaccadeProduct;

/// A row of outputs from the products of single taps:
/// out[x] = leaky(bias + sum over t of terms[shifts[t] + x]) for `count` shifts and `width` values, or that added.
typedef struct SaccadeShiftedSum {
  const float *terms;
  const int32_t *shifts;
  ptrdiff_t count;
  ptrdiff_t width;
  float bias;
  float slope;
  int accumulate;
  float *out;
} SaccadeShiftedSum;

/// One row of up to four output channels: out[o] = start[o] + the sum over all terms of weight times input, added in the
/// order of the terms and rounded once.
typedef struct SaccadePreciseRow {
  /// Where the values of a term begin for the row's first pixel: input + offsets[term]; those of the next pixels follow.
  /// Sixteen values more than there are pixels are read.
  const double *input;
  const ptrdiff_t *offsets;
  ptrdiff_t terms;
  /// Four weights a term.
  const double *weights;
  const double *start;
  ptrdiff_t count;
  float *out;
  /// The distance of two output channels.
  ptrdiff_t out_step;
  ptrdiff_t outputs;
} SaccadePreciseRow;

/// Products of matrices and convolutions.
typedef struct SaccadeProductLoops {
  /// Of columns that stay in cache.
  void (*panels)(const SaccadeProduct *job);

  /// Of columns that lie in planes and not in cache.
  void (*planes)(const SaccadeProduct *job);

  /// Of columns that stay in cache, each term of a channel at a place of its own.
  void (*taps)(const SaccadeProduct *job);

  /// A row of outputs from the products of single taps.
  void (*shifted_sum)(const SaccadeShiftedSum *job);

  /// A row of a convolution in double precision.
  void (*precise_row)(const SaccadePreciseRow *job);
} SaccadeProductLoops;
