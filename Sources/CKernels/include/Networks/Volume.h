// The correlation of all pixels of a map with all of another, and flow at eight times the size.
#pragma once

#include <stddef.h>

/// The most levels of a volume.
enum { SACCADE_VOLUME_LEVELS = 4 };

/// Places around which a volume is read. Level l of query q is a plane of heights[l] x widths[l] at
/// planes[l] + q * strides[l], at 2^-l of the size.
typedef struct SaccadeLookUp {
  const float *planes[SACCADE_VOLUME_LEVELS];
  ptrdiff_t strides[SACCADE_VOLUME_LEVELS];
  ptrdiff_t heights[SACCADE_VOLUME_LEVELS];
  ptrdiff_t widths[SACCADE_VOLUME_LEVELS];
  ptrdiff_t levels;
  /// The place of each query at level 0.
  const float *x;
  const float *y;
  /// The first query, and how many.
  ptrdiff_t first;
  ptrdiff_t count;
  /// Level l, x moved by i - 4 and y by j - 4, of the k-th query goes to out[(81 * l + 9 * i + j) * out_stride + k].
  float *out;
  ptrdiff_t out_stride;
} SaccadeLookUp;

/// One row of flow that becomes eight rows of eight times the length, each vector a weighted sum of its nine neighbours'.
typedef struct SaccadeConvexRow {
  /// Two planes, one after another.
  const float *flow;
  ptrdiff_t height;
  ptrdiff_t width;
  ptrdiff_t row;
  /// Neighbour k, row i and column j of the 8 x 8 is channel 64 k + 8 i + j of weights before the softmax, whose first is
  /// here: each a plane of height x width.
  const float *weights;
  /// What they are multiplied by before.
  float scale;
  /// Two planes of 8 height x 8 width.
  float *out;
} SaccadeConvexRow;

/// The loops of volumes.
typedef struct SaccadeVolumeLoops {
  /// The means of 2 x 2 values of a plane: out is height / 2 x width / 2, a last odd row or column is left out.
  void (*halve)(const float *plane, ptrdiff_t height, ptrdiff_t width, float *out);

  /// Reads every level bilinearly at the 9 x 9 places around each query, zero outside of it.
  void (*look_up)(const SaccadeLookUp *job);

  /// A row of flow at eight times the size.
  void (*convex_row)(const SaccadeConvexRow *job);
} SaccadeVolumeLoops;
