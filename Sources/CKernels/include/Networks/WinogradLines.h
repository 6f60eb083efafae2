// Winograd's minimal filtering along one axis.
#pragma once

#include <stddef.h>

/// Lines of four outputs of a picture, along rows or down columns, that follow each other.
///
/// Along rows they are counted row by row, of which the last may reach beyond the picture; down columns, four rows after
/// four rows, a line a column.
typedef struct SaccadeLines {
  /// Whether they go down columns.
  int down;
  ptrdiff_t height;
  ptrdiff_t width;
  /// The first, and how many.
  ptrdiff_t first;
  ptrdiff_t count;
} SaccadeLines;

/// The packing of weights of five taps: those of an output and an input lie at
/// weight[output * output_stride + input * input_stride].
typedef struct SaccadeLineWeights {
  const float *weight;
  ptrdiff_t outputs;
  ptrdiff_t inputs;
  ptrdiff_t output_stride;
  ptrdiff_t input_stride;
  /// The eight matrices, each packed for `panels` and `matrix_stride` after the one before.
  float *packed;
  ptrdiff_t matrix_stride;
} SaccadeLineWeights;

/// Lines of planes on their way to the values of a transform.
typedef struct SaccadeLineInput {
  /// The planes of some channels, `plane_stride` apart.
  const float *plane;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  SaccadeLines lines;
  /// Value k of line i and channel c goes to values[k * matrix_stride + c * channel_stride + i].
  float *values;
  ptrdiff_t channel_stride;
  ptrdiff_t matrix_stride;
} SaccadeLineInput;

/// Lines of planes from their products: leaky(sum + bias[c] + addend), where they lie in the picture.
typedef struct SaccadeLineOutput {
  /// Laid out as the values of an input.
  const float *products;
  ptrdiff_t channel_stride;
  ptrdiff_t matrix_stride;
  /// NULL for none.
  const float *bias;
  /// Planes that are added, `addend_stride` apart; NULL for none.
  const float *addend;
  ptrdiff_t addend_stride;
  float slope;
  float *plane;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  SaccadeLines lines;
} SaccadeLineOutput;

/// Rows of planes that five rows of a convolution of 7 x 7 and stride 2 read, on their way to the values of a transform.
typedef struct SaccadeHalvingInput {
  /// The planes of some channels, `plane_stride` apart.
  const float *plane;
  ptrdiff_t plane_stride;
  ptrdiff_t channels;
  ptrdiff_t height;
  ptrdiff_t width;
  /// The five rows of the output, counted in fives.
  ptrdiff_t band;
  /// The columns of the output.
  ptrdiff_t columns;
  /// Value k of odd (p = 0) or even (p = 1) rows and odd (s = 0) or even (s = 1) columns of channel c goes to
  /// values[k * matrix_stride + ((2 * c + p) * 2 + s) * row_stride + j + 2], j the column / 2 from -2 on: as many as there
  /// are columns and three more, and up to a multiple of 16.
  float *values;
  ptrdiff_t row_stride;
  ptrdiff_t matrix_stride;
} SaccadeHalvingInput;

/// Five rows of planes from their products: leaky(sum + bias[c]), or that added to what is there.
typedef struct SaccadeHalvingOutput {
  /// Product k of channel c and column x lies at products[k * matrix_stride + c * channel_stride + x].
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
  /// The five rows, counted in fives.
  ptrdiff_t band;
} SaccadeHalvingOutput;

/// The transforms of Winograd's F(4, 5): four outputs of a line from eight products.
typedef struct SaccadeWinogradLines {
  /// Transforms and packs weights.
  void (*weights)(const SaccadeLineWeights *job);

  /// Transforms the eight pixels around each line, zero outside the picture.
  void (*input)(const SaccadeLineInput *job);

  /// The pixels of lines from their products.
  void (*output)(const SaccadeLineOutput *job);

  /// Transforms the eight rows around five of an output of half the size: F(5, 4) for odd and for even rows.
  void (*halving_input)(const SaccadeHalvingInput *job);

  /// The five rows from their products.
  void (*halving_output)(const SaccadeHalvingOutput *job);
} SaccadeWinogradLines;
