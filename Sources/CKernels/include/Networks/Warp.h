// Bilinear warps with border padding.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A bilinear warp with border padding of a picture.
typedef struct SaccadeWarp {
  /// The displacements of every pixel to the right and downwards, and their factor.
  const float *u;
  const float *v;
  float scale;
  ptrdiff_t width;
  ptrdiff_t height;
  /// 0 adds the skew of a grid that is normalised by width - 1 and height - 1 but sampled in the half-pixel convention.
  int align_corners;
} SaccadeWarp;

/// The positions that one row of a warp samples. All parts are written up to a multiple of 16.
typedef struct SaccadeWarpRow {
  /// The pixel at the top left of each, never in the last row or column where there are two.
  int32_t *offsets;
  /// Its fractions of the way to the right and, `stride` after those, to the bottom.
  float *fractions;
  /// Laid out likewise: how far a position moves with its displacement, zero where it is held at the picture's edge. NULL
  /// where not needed.
  float *slopes;
  ptrdiff_t stride;
  /// The size of the picture.
  ptrdiff_t width;
  ptrdiff_t height;
} SaccadeWarpRow;

/// A frame of a spiking camera inside a picture to be warped.
typedef struct SaccadeSpikeFrame {
  /// A bit a pixel, least significant first, rows without padding; at least four bytes.
  const uint8_t *bits;
  ptrdiff_t byte_count;
  ptrdiff_t width;
  ptrdiff_t height;
  /// The columns of the picture left of the frame. Those and what lies right of and below it repeat its edge.
  ptrdiff_t left;
} SaccadeSpikeFrame;

/// The loops of warps.
typedef struct SaccadeWarpLoops {
  /// Writes the positions that row y of a warp samples.
  void (*locate)(const SaccadeWarp *warp, ptrdiff_t y, const SaccadeWarpRow *row);

  /// One row of one channel: the four pixels around each position, blended by its fractions. A register may be read from
  /// the last pixel on.
  void (*sample)(const float *src, const SaccadeWarpRow *row, int streaming, float *out);

  /// Row y of the warp of a picture that a frame of spikes fills, `align_corners` 1.
  void (*sample_spikes)(const SaccadeSpikeFrame *frame, const SaccadeWarp *warp, ptrdiff_t y, float *out);

  /// Adds one row of the gradient of the output to the pixels that it was sampled from.
  void (*scatter)(const float *upstream, const SaccadeWarpRow *row, float *gradient);

  /// Adds to sums[x] and sums[stride + x] what one channel of a row gives to the gradient of the positions along x and y.
  void (*displacement)(const float *src, const float *upstream, const SaccadeWarpRow *row, float *sums);
} SaccadeWarpLoops;
