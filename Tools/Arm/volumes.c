#include <string.h>

#include "Checks.h"

// Odd, so that no loop ends with a whole register.
enum { WIDTH = 21, HEIGHT = 18, PLANE = WIDTH * HEIGHT };

// A whole convolution of five taps, along rows and down columns.
static void check_lines(const SaccadeWinogradLines *k, const SaccadeProductLoops *products) {
  enum { INPUTS = 3, OUTPUTS = 5, ROUNDED = 8, MOST = 112, MATRICES = 8 };
  static float weight[OUTPUTS * INPUTS * 5], packed[MATRICES * ROUNDED * INPUTS], picture[INPUTS * PLANE + 16];
  static float addend[OUTPUTS * PLANE + 16], out[OUTPUTS * PLANE];
  static float values[MATRICES * INPUTS * MOST + 16], sums[MATRICES * ROUNDED * MOST + 16];
  float bias[OUTPUTS];
  draw(weight, OUTPUTS * INPUTS * 5, 70);
  draw(picture, INPUTS * PLANE, 71);
  draw(addend, OUTPUTS * PLANE, 72);
  draw(bias, OUTPUTS, 73);
  const SaccadeLineWeights weights = {weight, OUTPUTS, INPUTS, INPUTS * 5, 5, packed, ROUNDED * INPUTS};
  k->weights(&weights);
  for (int down = 0; down <= 1; down++) {
    ptrdiff_t count = down ? WIDTH * ((HEIGHT + 3) / 4) : HEIGHT * ((WIDTH + 3) / 4);
    const SaccadeLines lines = {down, HEIGHT, WIDTH, 0, count};
    const SaccadeLineInput input = {picture, PLANE, INPUTS, lines, values, MOST, INPUTS * MOST};
    k->input(&input);
    for (int m = 0; m < MATRICES; m++) {
      const SaccadeProduct product = {.weights = packed + m * ROUNDED * INPUTS, .terms = INPUTS,
                                      .columns = values + m * INPUTS * MOST, .channel_stride = MOST,
                                      .channels = INPUTS, .outputs = OUTPUTS, .count = count,
                                      .out = sums + m * ROUNDED * MOST, .out_stride = MOST};
      products->panels(&product);
    }
    const SaccadeLineOutput output = {sums, MOST, ROUNDED * MOST, down ? NULL : bias, down ? addend : NULL, PLANE,
                                      0.1f, out,  PLANE,          OUTPUTS,            lines};
    k->output(&output);
    give_floats("winograd lines", out, OUTPUTS * PLANE);
  }
}

// What a convolution of 7 x 7 and stride 2 reads and writes, without products in between.
static void check_halving(const SaccadeWinogradLines *k) {
  enum { CHANNELS = 2, COLUMNS = (WIDTH + 1) / 2, ROWS = HEIGHT / 2, STRIDE = 32, MATRIX = 4 * CHANNELS * STRIDE };
  static float picture[CHANNELS * PLANE], values[8 * MATRIX], out[CHANNELS * ROWS * COLUMNS];
  float bias[CHANNELS];
  draw(picture, CHANNELS * PLANE, 80);
  draw(bias, CHANNELS, 81);
  for (int band = 0; band < 2; band++) {
    const SaccadeHalvingInput input = {picture, PLANE, CHANNELS, HEIGHT, WIDTH, band, COLUMNS, values, STRIDE, MATRIX};
    k->halving_input(&input);
    for (int row = 0; row < 8 * 4 * CHANNELS; row++) give_floats("halving_input", values + row * STRIDE, COLUMNS + 3);
    const SaccadeHalvingOutput output = {values, STRIDE, MATRIX, band ? NULL : bias, 0.1f, band, out, ROWS * COLUMNS,
                                         CHANNELS, ROWS, COLUMNS, band};
    k->halving_output(&output);
  }
  give_floats("halving_output", out, CHANNELS * ROWS * COLUMNS);
}

static void check_volume(const SaccadeVolumeLoops *k) {
  enum { QUERIES = 7, LOW = 6, LOW_PLANE = LOW * LOW };
  static float volume[QUERIES * PLANE], half[QUERIES * PLANE / 4], read[2 * 81 * QUERIES], x[QUERIES], y[QUERIES];
  static float flow[2 * LOW_PLANE + 16], mask[576 * LOW_PLANE + 16], full[2 * 64 * LOW_PLANE];
  draw(volume, QUERIES * PLANE, 74);
  draw(x, QUERIES, 75);
  draw(y, QUERIES, 76);
  ptrdiff_t halved = (HEIGHT / 2) * (WIDTH / 2);
  for (int q = 0; q < QUERIES; q++) {
    k->halve(volume + q * PLANE, HEIGHT, WIDTH, half + q * halved);
    x[q] = 10 + 14 * x[q];
    y[q] = 9 + 12 * y[q];
  }
  give_floats("halve", half, (int)(QUERIES * halved));
  const SaccadeLookUp job = {.planes = {volume, half}, .strides = {PLANE, halved}, .heights = {HEIGHT, HEIGHT / 2},
                             .widths = {WIDTH, WIDTH / 2}, .levels = 2, .x = x, .y = y, .count = QUERIES,
                             .out = read, .out_stride = QUERIES};
  k->look_up(&job);
  give_floats("look_up", read, 2 * 81 * QUERIES);
  draw(flow, 2 * LOW_PLANE, 77);
  draw(mask, 576 * LOW_PLANE, 78);
  for (int row = 0; row < LOW; row++) {
    const SaccadeConvexRow convex = {flow, LOW, LOW, row, mask, 4, full};
    k->convex_row(&convex);
  }
  give_floats("convex_row", full, 2 * 64 * LOW_PLANE);
}

static void check_normalization(const SaccadeRowLoops *k) {
  enum { COUNT = 101 };
  float drawn[2 * COUNT], out[COUNT];
  draw(drawn, 2 * COUNT, 79);
  for (int adds = 0; adds <= 1; adds++) {
    const SaccadeNormalizedRow row = {drawn, COUNT, 0.25f, 3, 0.1f, adds ? drawn + COUNT : NULL, out};
    k->normalize(&row);
    give_floats("normalize_row", out, COUNT);
  }
}

void check_volumes(const SaccadeNetworkLoops *loops) {
  check_lines(&loops->lines, &loops->products);
  check_halving(&loops->lines);
  check_volume(&loops->volume);
  check_normalization(&loops->rows);
}
