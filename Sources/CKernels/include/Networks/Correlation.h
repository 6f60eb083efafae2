// The local correlation of two maps over 81 displacements.
#pragma once

#include <stddef.h>

/// A part of a row of every channel, to be packed into blocks of 16 pixels: value i of channel c of block k goes to
/// out[(k * channels + c) * 16 + i]. What lies outside 0 ..< width is zero.
typedef struct SaccadeCorrelationPack {
  /// The row of the first channel, and the distance of channels.
  const float *row;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  ptrdiff_t width;
  /// The first pixel, and how many blocks.
  ptrdiff_t first;
  ptrdiff_t blocks;
  /// Whether blocks hold 24 values instead, from 4 pixels before.
  int reaching;
  float *out;
} SaccadeCorrelationPack;

/// Packed rows of a that meet one packed row of b in a correlation: out = leaky(scale * sum over the channels).
typedef struct SaccadeCorrelation {
  /// Row y of a, in blocks of 16, lies at a + (y % ring) * a_stride.
  const float *a;
  ptrdiff_t a_stride;
  ptrdiff_t ring;
  /// Row `row` of b, in blocks of 24.
  const float *b;
  ptrdiff_t channels;
  /// The pixels of a row.
  ptrdiff_t columns;
  /// The row of b, and the rows of a that meet it: at most 4 rows away.
  ptrdiff_t row;
  ptrdiff_t first_row;
  ptrdiff_t row_count;
  /// The first pixel of row 0 of displacement 0; a row of the output is out_width long, a displacement out_stride.
  float *out;
  ptrdiff_t out_width;
  ptrdiff_t out_stride;
  float scale;
  float slope;
  /// Whether to write around the caches what makes whole lines of them.
  int streaming;
  /// Rows that will be packed next, to be fetched ahead: the first channel's first pixel, and the distance of channels.
  const float *next_a;
  const float *next_b;
  ptrdiff_t next_stride;
} SaccadeCorrelation;

/// The gradient that reaches a correlation's output, and that output, of one sample.
typedef struct SaccadeCorrelationUpstream {
  const float *upstream;
  const float *output;
  ptrdiff_t plane_stride;
  ptrdiff_t height;
  ptrdiff_t width;
  /// The factors of all values, and of those where the output is not positive.
  float scale;
  float slope;
  /// 0 for the values at each pixel, 1 for those that the pixel of the other map sees: from displacement -d at the
  /// pixel d away.
  int turned;
} SaccadeCorrelationUpstream;

/// Up to four rows of the gradient of one map of a correlation.
typedef struct SaccadeCorrelationGradient {
  /// The packed upstream gradient of these rows, g_stride apart, padded with rows to a multiple of four.
  const float *g;
  ptrdiff_t g_stride;
  /// Row y of the other map, in blocks of 24, lies at b + (y % ring) * b_stride.
  const float *b;
  ptrdiff_t b_stride;
  ptrdiff_t ring;
  ptrdiff_t channels;
  ptrdiff_t columns;
  ptrdiff_t height;
  /// The first row, and how many.
  ptrdiff_t row;
  ptrdiff_t row_count;
  /// The first pixel of row 0 of the first channel.
  float *out;
  ptrdiff_t out_width;
  ptrdiff_t out_stride;
  int accumulate;
} SaccadeCorrelationGradient;

/// The loops of correlations.
typedef struct SaccadeCorrelationLoops {
  /// Packs a part of a row.
  void (*pack)(const SaccadeCorrelationPack *job);

  /// Correlates some rows of a with one of b over 9 horizontal displacements each.
  void (*rows)(const SaccadeCorrelation *job);

  /// Packs row y of the upstream gradient, times the leaky ReLU's derivative and the scale, into blocks of 16 pixels from
  /// `first` on: displacement d of block k goes to out[(k * 81 + d) * 16]. What lies outside the picture is zero.
  void (*gradient_pack)(const SaccadeCorrelationUpstream *from, ptrdiff_t y, ptrdiff_t first, ptrdiff_t blocks,
                        float *out);

  /// The gradient of some rows: out[c] = sum over the displacements d of g[d] * b[c] at the pixel d away.
  void (*gradient)(const SaccadeCorrelationGradient *job);
} SaccadeCorrelationLoops;
