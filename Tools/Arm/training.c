#include <math.h>
#include <string.h>

#include "Checks.h"

enum { COUNT = 203, STEPS = 5, HEIGHT = 11, WIDTH = 13 };

static float x[COUNT * STEPS], g[COUNT * STEPS];

static void give_number(const char *check, double number) {
  float value = (float)number;
  give_floats(check, &value, 1);
}

static void check_rows(const SaccadeTrainingLoops *k) {
  static float out[COUNT];
  k->scale_row(x, COUNT, 1.5f, -0.25f, out);
  give_floats("scale_row", out, COUNT);
  give_number("square_deviations", k->square_deviations(x, COUNT, 0.125f));
  give_number("deviation_product", k->deviation_product(g, x, COUNT, 0.125f));
  give_number("square_sum", k->square_sum(x, COUNT));
  for (int accumulate = 0; accumulate <= 1; accumulate++) {
    const SaccadeCombination factors = {0.5f, -2, 0.75f};
    k->combine_rows(g, x, COUNT, factors, accumulate, out);
    give_floats("combine_rows", out, COUNT);
  }
  for (int half_up = 0; half_up <= 1; half_up++) {
    const SaccadeQuantizer quantizer = {0.125f, 4, half_up};
    k->quantize_row(x, COUNT, quantizer, out);
    give_bytes("quantize_row", out, sizeof out);
    give_number("quantize_gradient's step", k->quantize_gradient(x, g, COUNT, quantizer, half_up, out));
    give_floats("quantize_gradient", out, COUNT);
  }
}

static void check_neurons(const SaccadeTrainingLoops *k) {
  static float membrane[COUNT * STEPS], out[COUNT * STEPS], carry[COUNT], gradient[COUNT * STEPS];
  for (int surrogate = SACCADE_PIECEWISE_LINEAR; surrogate <= SACCADE_SIGMOID; surrogate++) {
    // A power of two as decay: what is left of a membrane is exact, fused or not.
    const SaccadeNeurons neurons = {COUNT, STEPS, COUNT, 0.5f, 0.5f, 0.25f, surrogate == SACCADE_ARCTAN,
                                    (SaccadeSurrogate)surrogate, 2};
    k->neurons_forward(x, neurons, membrane, out);
    give_bytes("neurons_forward", out, sizeof out);
    give_floats("neurons_forward's membrane", membrane, COUNT * STEPS);
    memset(gradient, 0, sizeof gradient);
    for (int accumulate = 0; accumulate <= 1; accumulate++) {
      give_number("neurons_backward's threshold",
                  k->neurons_backward(g, membrane, neurons, carry, accumulate, gradient));
      give_floats("neurons_backward", gradient, COUNT * STEPS);
    }
  }
}

static void check_pools(const SaccadeTrainingLoops *k) {
  static float out[HEIGHT * WIDTH], gradient[HEIGHT * WIDTH];
  const SaccadePooling means = {HEIGHT, WIDTH, 2, 2, 0, HEIGHT / 2, WIDTH / 2};
  k->average_pool(x, means, out);
  give_floats("average_pool", out, means.out_height * means.out_width);
  k->average_pool_gradient(g, means, gradient);
  give_floats("average_pool_gradient", gradient, HEIGHT * WIDTH);
  const SaccadePooling largest = {HEIGHT, WIDTH, 3, 2, 1, (HEIGHT + 1) / 2, (WIDTH + 1) / 2};
  k->max_pool(x, largest, out);
  give_bytes("max_pool", out, largest.out_height * largest.out_width * (ptrdiff_t)sizeof *out);
  memset(gradient, 0, sizeof gradient);
  k->max_pool_gradient(x, g, largest, gradient);
  give_floats("max_pool_gradient", gradient, HEIGHT * WIDTH);
}

static void check_optimizers(const SaccadeTrainingLoops *k) {
  static float weight[COUNT], first[COUNT], second[COUNT], velocity[COUNT];
  memcpy(weight, x, sizeof weight);
  for (int step = 1; step <= 3; step++) {
    const SaccadeAdam adam = {0.01f, 0.9f, 0.999f, 1e-8f, 1 - powf(0.9f, (float)step), 1 - powf(0.999f, (float)step),
                              0.01f, 1e-4f};
    k->adam_row(weight, g + COUNT * step, first, second, COUNT, adam);
    give_floats("adam_row", weight, COUNT);
  }
  for (int nesterov = 0; nesterov <= 1; nesterov++) {
    const SaccadeDescent descent = {0.1f, 0.9f, nesterov, 0.01f};
    k->descent_row(weight, g, velocity, COUNT, descent);
    give_floats("descent_row", weight, COUNT);
    give_floats("descent_row's velocity", velocity, COUNT);
  }
}

void check_training(const SaccadeTrainingLoops *loops) {
  draw(x, COUNT * STEPS, 50);
  draw(g, COUNT * STEPS, 51);
  check_rows(loops);
  check_neurons(loops);
  check_pools(loops);
  check_optimizers(loops);
}
