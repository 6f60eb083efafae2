// Winograd's minimal filtering.
#pragma once

#include <stddef.h>

/// Square tiles of a picture that follow each other, counted row by row. Their values are read and written up to a
/// multiple of 16.
typedef struct SaccadeTiles {
  /// The first, and how many.
  ptrdiff_t first;
  ptrdiff_t count;
  /// The tiles of a row.
  ptrdiff_t across;
} SaccadeTiles;

/// The packing of 3 x 3 weights: those of an output and an input lie at
/// weight[output * output_stride + input * input_stride].
typedef struct SaccadeWinogradWeights {
  const float *weight;
  ptrdiff_t outputs;
  ptrdiff_t inputs;
  ptrdiff_t output_stride;
  ptrdiff_t input_stride;
  /// Whether to turn them by half a circle, as the gradient of the input needs them.
  int turned;
  /// The (m + 2)^2 matrices, each packed for `panels` and `matrix_stride` after the one before.
  float *packed;
  ptrdiff_t matrix_stride;
} SaccadeWinogradWeights;

/// Tiles of planes on their way to the values of a transform.
typedef struct SaccadeWinogradInput {
  /// The planes of some channels, `plane_stride` apart.
  const float *plane;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  ptrdiff_t height;
  ptrdiff_t width;
  SaccadeTiles tiles;
  /// Value k of tile i and channel c goes to values[k * matrix_stride + c * channel_stride + i].
  float *values;
  ptrdiff_t channel_stride;
  ptrdiff_t matrix_stride;
} SaccadeWinogradInput;

/// Tiles of planes from their products: leaky(sum + bias[c]), or that added to what is there, where they lie in the
/// picture.
typedef struct SaccadeWinogradOutput {
  /// Laid out as the values of an input.
  const float *products;
  ptrdiff_t channel_stride;
  ptrdiff_t matrix_stride;
  /// NULL for none.
  const float *bias;
  float slope;
  int accumulate;
  float *plane;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  ptrdiff_t height;
  ptrdiff_t width;
  SaccadeTiles tiles;
} SaccadeWinogradOutput;

/// The transforms of Winograd's F(m x m, 3 x 3): tiles of m x m outputs from (m + 2)^2 products.
typedef struct SaccadeWinograd {
  /// m.
  ptrdiff_t side;

  /// Transforms and packs weights.
  void (*weights)(const SaccadeWinogradWeights *job);

  /// Transforms the m + 2 by m + 2 pixels around each tile, zero outside the picture.
  void (*input)(const SaccadeWinogradInput *job);

  /// The pixels of tiles from their products.
  void (*output)(const SaccadeWinogradOutput *job);

  /// The adjoint of that: the values that each tile's pixels of a gradient lead back to.
  void (*output_adjoint)(const SaccadeWinogradInput *job);

  /// The adjoint of the transform of weights: `count` kernels of 3 x 3 from their values u[k * matrix_stride + i], or
  /// that added to them.
  void (*weights_adjoint)(const float *u, ptrdiff_t count, ptrdiff_t matrix_stride, int accumulate, float *weight);
} SaccadeWinograd;
