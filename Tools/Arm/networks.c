#include <string.h>

#include "Checks.h"

// Odd, so that no loop ends with a whole register.
enum { WIDTH = 53, HEIGHT = 9, PLANE = WIDTH * HEIGHT, ROUNDED_WIDTH = 64 };

static void check_rows(const SaccadeRowLoops *k) {
  float values[256], out[512] = {0};
  draw(values, 256, 1);
  memcpy(out, values, sizeof values);
  k->bias_leaky_relu(out, 251, 0.25f, 0.1f);
  give_floats("bias_leaky_relu", out, 251);
  for (ptrdiff_t step = 1; step <= 3; step++) {
    k->gather(out, values, 200, -3, step, 120);
    give_floats("gather_row", out, 120);
  }
  for (int accumulate = 0; accumulate <= 1; accumulate++) {
    for (ptrdiff_t phases = 1; phases <= 3; phases++) {
      const SaccadeFinish job = {values, 80, phases, 67, -0.125f, 0.1f, accumulate, out};
      k->finish(&job);
      give_floats("finish_row", out, 67);
    }
  }
  float sum = (float)k->sum(values, 253);
  give_floats("row_sum", &sum, 1);
  k->leaky_relu_gradient(values, WIDTH, 0.1f, out);
  k->add(values, WIDTH, out);
  give_floats("add_row", out, WIDTH);
  k->multiply(values, out, WIDTH, 1, out + 256);
  give_floats("multiply_row", out + 256, WIDTH);
  k->fence_stores();
}

static void check_correlation(const SaccadeCorrelationLoops *k) {
  enum { CHANNELS = 5, BLOCKS = (WIDTH + 15) / 16, ROWS = 5, RING = 12, LENGTH = BLOCKS * CHANNELS };
  static float planes[2 * CHANNELS * PLANE], rows[RING * LENGTH * 16], reaching[RING * LENGTH * 24];
  static float upstream[81 * PLANE], output[81 * PLANE], out[81 * PLANE], packed[4 * BLOCKS * 81 * 16];
  draw(planes, 2 * CHANNELS * PLANE, 2);
  draw(upstream, 81 * PLANE, 3);
  draw(output, 81 * PLANE, 18);
  for (ptrdiff_t y = 0; y < HEIGHT; y++) {
    SaccadeCorrelationPack pack = {planes + y * WIDTH, PLANE, CHANNELS, WIDTH, 0, BLOCKS, 0, rows + y * LENGTH * 16};
    k->pack(&pack);
    pack.reaching = 1;
    pack.out = reaching + y * LENGTH * 24;
    k->pack(&pack);
  }
  SaccadeCorrelation job = {.a = rows, .a_stride = LENGTH * 16, .ring = RING, .b = reaching + 3 * LENGTH * 24,
                            .channels = CHANNELS, .columns = WIDTH, .row = 3, .first_row = 1, .row_count = ROWS,
                            .out = out, .out_width = WIDTH, .out_stride = PLANE, .scale = 0.2f, .slope = 0.1f,
                            .next_a = planes, .next_b = planes, .next_stride = PLANE};
  k->rows(&job);
  give_floats("correlation_rows", out, 81 * PLANE);
  for (int turned = 0; turned <= 1; turned++) {
    SaccadeCorrelationUpstream from = {.upstream = upstream, .output = output, .plane_stride = PLANE,
                                       .height = HEIGHT, .width = WIDTH, .scale = 0.2f, .slope = 0.1f,
                                       .turned = turned};
    for (ptrdiff_t r = 0; r < 4; r++)
      k->gradient_pack(&from, 2 + r, 0, BLOCKS, packed + r * BLOCKS * 81 * 16);
    SaccadeCorrelationGradient gradient = {.g = packed, .g_stride = BLOCKS * 81 * 16, .b = reaching,
                                           .b_stride = LENGTH * 24, .ring = RING, .channels = CHANNELS,
                                           .columns = WIDTH, .height = HEIGHT, .row = 2, .row_count = 4, .out = out,
                                           .out_width = WIDTH, .out_stride = PLANE, .accumulate = turned};
    k->gradient(&gradient);
    give_floats("correlation_gradient", out, CHANNELS * PLANE);
  }
}

static void check_warp(const SaccadeWarpLoops *k) {
  // Room for a register read from the last pixel on.
  float u[PLANE], v[PLANE], plane[PLANE + 16], fractions[2 * ROUNDED_WIDTH], slopes[2 * ROUNDED_WIDTH];
  float out[ROUNDED_WIDTH], sums[2 * ROUNDED_WIDTH] = {0}, gradient[PLANE] = {0};
  int32_t offsets[ROUNDED_WIDTH];
  draw(u, PLANE, 4);
  draw(v, PLANE, 5);
  draw(plane, PLANE + 16, 6);
  SaccadeWarpRow row = {offsets, fractions, slopes, ROUNDED_WIDTH, WIDTH, HEIGHT};
  for (int align_corners = 0; align_corners <= 1; align_corners++) {
    SaccadeWarp warp = {u, v, 5.0f, WIDTH, HEIGHT, align_corners};
    k->locate(&warp, 4, &row);
    // A place on the edge between two pixels may fall to either; what is sampled there is the same.
    k->sample(plane, &row, 0, out);
    give_floats("warp_sample", out, WIDTH);
    k->scatter(u, &row, gradient);
    give_floats("warp_scatter", gradient, PLANE);
    k->displacement(plane, v, &row, sums);
    for (int x = 0; x < WIDTH; x++) out[x] = sums[x] * slopes[x];
    give_floats("warp_displacement", out, WIDTH);
  }
  uint8_t bits[PLANE / 8 + 1];
  for (int i = 0; i < PLANE / 8 + 1; i++) bits[i] = (uint8_t)(i * 151 + 7);
  SaccadeSpikeFrame frame = {bits, sizeof bits, WIDTH - 8, HEIGHT - 2, 3};
  for (int noisy = 0; noisy <= 1; noisy++) {
    SaccadeWarp warp = {u, v, noisy ? 5.0f : 0.0f, WIDTH, HEIGHT, 1};
    k->sample_spikes(&frame, &warp, 5, out);
    give_floats("warp_spikes", out, WIDTH);
  }
}

static void check_resizing(const SaccadeResizingLoops *k) {
  enum { COUNT = 2 * WIDTH, ROUNDED = (COUNT + 15) / 16 * 16 };
  float row[WIDTH + 16], fractions[ROUNDED], out[ROUNDED], blended[ROUNDED];
  int32_t left[ROUNDED], right[ROUNDED];
  draw(row, WIDTH + 16, 19);
  draw(fractions, ROUNDED, 20);
  for (int x = 0; x < ROUNDED; x++) {
    int place = x < COUNT ? x : COUNT - 1;
    left[x] = place * (WIDTH - 1) / (COUNT - 1);
    right[x] = left[x] + 1 < WIDTH ? left[x] + 1 : left[x];
  }
  k->resample(row, left, right, fractions, COUNT, out);
  give_floats("resample_row", out, COUNT);
  k->blend(out, fractions, 0.25f, 0.75f, COUNT, 0, blended);
  give_floats("blend_rows", blended, COUNT);
  const float weights[3] = {0.5f, -0.25f, 2};
  k->weighted_rows(row, 5, weights, 3, WIDTH, out);
  give_floats("weighted_rows", out, WIDTH);
  const SaccadeDoublingTaps taps = {row, left, fractions, 2, 16, 16, 1, out};
  k->doubling_taps(&taps);
  give_floats("doubling_taps", out, WIDTH);
}

static void check_products(const SaccadeProductLoops *k) {
  enum { CHANNELS = 7, OUTPUTS = 11, ROUNDED = 16, COUNT = 37, STRIDE = 64 };
  float weights[ROUNDED * CHANNELS * 3], columns[CHANNELS * STRIDE], out[ROUNDED * STRIDE] = {0};
  draw(weights, ROUNDED * CHANNELS * 3, 7);
  draw(columns, CHANNELS * STRIDE, 8);
  SaccadeProduct job = {.weights = weights, .terms = CHANNELS, .columns = columns, .channel_stride = STRIDE,
                        .channels = CHANNELS, .outputs = OUTPUTS, .count = COUNT, .out = out, .out_stride = STRIDE};
  k->panels(&job);
  for (int o = 0; o < OUTPUTS; o++) give_floats("panels", out + o * STRIDE, COUNT);
  for (job.accumulate = 0; job.accumulate <= 1; job.accumulate++) {
    k->planes(&job);
    for (int o = 0; o < OUTPUTS; o++) give_floats("planes", out + o * STRIDE, COUNT);
  }
  const int32_t taps[] = {0, 3, 10};
  job.terms = 3 * CHANNELS;
  job.taps = taps;
  job.tap_count = 3;
  k->taps(&job);
  for (int o = 0; o < OUTPUTS; o++) give_floats("taps", out + o * STRIDE, COUNT);
  for (int accumulate = 0; accumulate <= 1; accumulate++) {
    const int32_t shifts[] = {0, 7, 19, 30};
    const SaccadeShiftedSum sum = {weights, shifts, 4, 101, 0.5f, 0.1f, accumulate, out};
    k->shifted_sum(&sum);
    give_floats("shifted_sum", out, 101);
  }
}

// A whole 3 x 3 convolution, one row of tiles after another.
static void check_winograd(const SaccadeWinograd *w, const SaccadeProductLoops *k) {
  enum { INPUTS = 3, OUTPUTS = 5, ROUNDED = 8, ROOM = 32, MATRICES = 64 };
  static float weight[OUTPUTS * INPUTS * 9], packed[MATRICES * ROUNDED * INPUTS], picture[INPUTS * PLANE];
  static float inputs[MATRICES * INPUTS * ROOM], products[MATRICES * ROUNDED * ROOM], out[OUTPUTS * PLANE];
  float bias[OUTPUTS];
  draw(weight, OUTPUTS * INPUTS * 9, 9);
  draw(picture, INPUTS * PLANE, 10);
  draw(bias, OUTPUTS, 11);
  ptrdiff_t side = w->side, matrices = (side + 2) * (side + 2), across = (WIDTH + side - 1) / side;
  SaccadeWinogradInput input = {picture, PLANE, INPUTS, HEIGHT, WIDTH, {0, across, across},
                                inputs,  ROOM,  INPUTS * ROOM};
  for (int turned = 0; turned <= 1; turned++) {
    const SaccadeWinogradWeights weights = {weight, OUTPUTS, INPUTS, INPUTS * 9, 9, turned, packed, ROUNDED * INPUTS};
    w->weights(&weights);
    for (ptrdiff_t row = 0; row < (HEIGHT + side - 1) / side; row++) {
      input.tiles.first = row * across;
      w->input(&input);
      for (ptrdiff_t m = 0; m < matrices; m++) {
        const SaccadeProduct product = {.weights = packed + m * ROUNDED * INPUTS, .terms = INPUTS,
                                        .columns = inputs + m * INPUTS * ROOM, .channel_stride = ROOM,
                                        .channels = INPUTS, .outputs = OUTPUTS, .count = across,
                                        .out = products + m * ROUNDED * ROOM, .out_stride = ROOM};
        k->panels(&product);
      }
      const SaccadeWinogradOutput output = {products, ROOM,    ROUNDED * ROOM, turned ? NULL : bias, 0.1f, turned, out,
                                            PLANE,    OUTPUTS, HEIGHT,         WIDTH,                input.tiles};
      w->output(&output);
    }
    give_floats("winograd", out, OUTPUTS * PLANE);
  }
  input.tiles.first = 0;
  w->output_adjoint(&input);
  for (int m = 0; m < matrices * INPUTS; m++) give_floats("winograd_output_adjoint", inputs + m * ROOM, (int)across);
  for (int accumulate = 0; accumulate <= 1; accumulate++) {
    w->weights_adjoint(packed, OUTPUTS, ROUNDED * INPUTS, accumulate, weight);
    give_floats("winograd_weights_adjoint", weight, OUTPUTS * 9);
  }
}

static void check_gates(const SaccadeGateLoops *k) {
  enum { COUNT = 103 };
  float drawn[4 * COUNT], out[COUNT], one[COUNT], other[COUNT], third[COUNT];
  draw(drawn, 4 * COUNT, 12);
  const float *h = drawn, *upstream = drawn + COUNT;
  void (*const functions[])(float *, ptrdiff_t) = {k->exponential, k->sigmoid, k->tanh};
  for (int f = 0; f < 3; f++) {
    for (int i = 0; i < COUNT; i++) out[i] = 9 * drawn[i];
    functions[f](out, COUNT);
    give_floats("exponential, sigmoid, tanh", out, COUNT);
  }
  float *z = one, *q = other;
  memcpy(z, drawn + 2 * COUNT, sizeof one);
  k->gru_reset(z, h, out, 1, COUNT);
  give_floats("gru_reset", out, COUNT);
  memset(third, 0, sizeof third);
  k->gru_reset_gradient(upstream, z, h, out, third, COUNT);
  give_floats("gru_reset_gradient", out, COUNT);
  give_floats("gru_reset_gradient of h", third, COUNT);
  memcpy(z, drawn + 2 * COUNT, sizeof one);
  memcpy(q, drawn + 3 * COUNT, sizeof other);
  k->gru_blend(z, q, h, out, 1, COUNT);
  give_floats("gru_blend", out, COUNT);
  const SaccadeBlendGradient job = {upstream, z, q, h, out, q, third, COUNT};
  k->gru_blend_gradient(&job);
  give_floats("gru_blend_gradient of z", out, COUNT);
  give_floats("gru_blend_gradient of q", q, COUNT);
  give_floats("gru_blend_gradient of h", third, COUNT);
}

static void check_precise(const SaccadeProductLoops *k) {
  enum { COUNT = 21, TERMS = 9, OUTPUTS = 3 };
  static float drawn[TERMS * (COUNT + 16)], weights[TERMS * 4], out[OUTPUTS * COUNT];
  static double input[TERMS * (COUNT + 16)], factors[TERMS * 4];
  static ptrdiff_t offsets[TERMS];
  draw(drawn, TERMS * (COUNT + 16), 60);
  draw(weights, TERMS * 4, 61);
  for (int i = 0; i < TERMS * (COUNT + 16); i++) input[i] = drawn[i];
  for (int i = 0; i < TERMS * 4; i++) factors[i] = weights[i];
  for (int i = 0; i < TERMS; i++) offsets[i] = i * (COUNT + 16);
  static const double start[4] = {0.5, -0.25, 0, 0};
  const SaccadePreciseRow job = {input, offsets, TERMS, factors, start, COUNT, out, COUNT, OUTPUTS};
  k->precise_row(&job);
  give_bytes("precise_row", out, sizeof out);
}

void check_networks(const SaccadeNetworkLoops *loops) {
  check_precise(&loops->products);
  check_rows(&loops->rows);
  check_correlation(&loops->correlation);
  check_warp(&loops->warp);
  check_resizing(&loops->resizing);
  check_products(&loops->products);
  check_winograd(&loops->winograd2, &loops->products);
  check_winograd(&loops->winograd4, &loops->products);
  check_winograd(&loops->winograd6, &loops->products);
  check_gates(&loops->gates);
}
