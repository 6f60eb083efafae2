// Maps whose channels lie in blocks of 16 beside each other, and convolutions of few channels on them.
#pragma once

#include <stddef.h>

/// The channels of a block: the values of a pixel that lie beside each other.
enum { SACCADE_BLOCK = 16 };

/// The matrices of a tile of 4 x 4 outputs of Winograd's F(4 x 4, 3 x 3).
enum { SACCADE_BLOCK_MATRICES = 36 };

/// Planes on their way to a block or back: `channels` of them, up to 16, `plane_stride` apart.
typedef struct SaccadeBlockRow {
  /// The row's first value in the first plane.
  float *planes;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  ptrdiff_t width;
  /// The row's first pixel.
  float *pixels;
} SaccadeBlockRow;

/// Tiles of 4 x 4 pixels beside each other on their way to the values of Winograd's transform.
typedef struct SaccadeBlockInput {
  /// The six rows of pixels around the tiles, from the one above them on, each from the pixel left of the first tile on;
  /// all pixels around the tiles are there to be read.
  const float *rows[6];
  ptrdiff_t tiles;
  /// Value k of tile i and channel c goes to values[k * matrix_stride + 16 * i + c].
  float *values;
  ptrdiff_t matrix_stride;
} SaccadeBlockInput;

/// Products of transformed tiles with weights, a matrix at a time.
typedef struct SaccadeBlockProduct {
  /// As SaccadeBlockInput lays them out, a block of channels `block_stride` after the one before. They are read up to a
  /// multiple of 12 tiles.
  const float *values;
  ptrdiff_t block_stride;
  ptrdiff_t matrix_stride;
  /// The channels that are summed.
  ptrdiff_t channels;
  /// The weight of matrix k, channel c and output o is weights[(k * channels + c) * 16 * outputs + o].
  const float *weights;
  /// Blocks of outputs, 1 or 2.
  ptrdiff_t outputs;
  ptrdiff_t tiles;
  /// Laid out as the values, and written as far. Those of the second block follow by `product_stride`.
  float *products;
  ptrdiff_t product_stride;
} SaccadeBlockProduct;

/// Tiles of pixels from their products: what all such loops have in common.
typedef struct SaccadeBlockOutput {
  const float *products;
  ptrdiff_t matrix_stride;
  /// 16 values.
  const float *bias;
  ptrdiff_t tiles;
  /// The rows, up to 4, and the columns of the tiles that lie in the picture; others are not written.
  ptrdiff_t rows;
  ptrdiff_t columns;
  /// Distance of rows of pixels in every map of the job.
  ptrdiff_t row_stride;
} SaccadeBlockOutput;

/// out = leaky(sum + bias + added).
typedef struct SaccadeBlockFinish {
  SaccadeBlockOutput tiles;
  float slope;
  /// NULL for none; the first tile's first pixel, as `out`.
  const float *added;
  float *out;
} SaccadeBlockFinish;

/// Both gates of a recurrent unit: update = sigmoid(first sum), reset_state = sigmoid(second sum) * state.
typedef struct SaccadeBlockGates {
  /// The products of the update gate; those of the reset gate follow by `product_stride`.
  SaccadeBlockOutput tiles;
  ptrdiff_t product_stride;
  const float *reset_bias;
  const float *state;
  float *update;
  float *reset_state;
} SaccadeBlockGates;

/// The new state of a recurrent unit: state += update * (tanh(sum) - state).
typedef struct SaccadeBlockBlend {
  SaccadeBlockOutput tiles;
  const float *update;
  float *state;
} SaccadeBlockBlend;

/// Loops over maps of blocks.
typedef struct SaccadeBlockLoops {
  /// The pixels of a row from its planes; channels that there are none of become zero.
  void (*pack)(const SaccadeBlockRow *job);

  /// The planes of a row from its pixels.
  void (*unpack)(const SaccadeBlockRow *job);

  /// Transforms the 6 x 6 pixels around each tile.
  void (*input)(const SaccadeBlockInput *job);

  /// Sums of products over channels.
  void (*product)(const SaccadeBlockProduct *job);

  /// Pixels of an activation.
  void (*finish)(const SaccadeBlockFinish *job);

  /// Pixels of the gates of a recurrent unit.
  void (*gates)(const SaccadeBlockGates *job);

  /// Pixels of the state of a recurrent unit.
  void (*blend)(const SaccadeBlockBlend *job);

  /// out[x] = bias + the sum over channels of weights[c] * pixels[16 * x + c], for `count` pixels.
  void (*weighted_sum)(const float *pixels, const float *weights, float bias, ptrdiff_t count, float *out);
} SaccadeBlockLoops;
