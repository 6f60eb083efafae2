// The loops of training: normalisation, pooling, quantised activations, neurons through time, steps of optimisers.
#pragma once

#include <stddef.h>

/// How the step of a spike is differentiated, with u = v / threshold - 1 and a the sharpness.
typedef enum {
  /// a max(0, 1 - a |u|)
  SACCADE_PIECEWISE_LINEAR = 0,
  /// a / (2 (1 + (pi a u / 2)^2))
  SACCADE_ARCTAN = 1,
  /// a s (1 - s), s = 1 / (1 + exp(-a u))
  SACCADE_SIGMOID = 2,
} SaccadeSurrogate;

/// The factors of a sum of two rows and a constant.
typedef struct {
  float g;
  float x;
  float constant;
} SaccadeCombination;

/// What a quantised activation is: step * clip(round(x / step), 0, levels).
typedef struct {
  float step;
  float levels;
  /// Whether halves are rounded up, else to the even neighbour.
  int half_up;
} SaccadeQuantizer;

/// Neurons of one threshold whose values of one time step lie in a row.
typedef struct {
  /// The distance of two time steps in scalars.
  ptrdiff_t step_stride;
  ptrdiff_t steps;
  ptrdiff_t count;
  float threshold;
  float decay;
  /// The membrane before the first step.
  float initial;
  /// Whether a spike sets the membrane to 0, else takes the threshold from it.
  int hard_reset;
  SaccadeSurrogate surrogate;
  float sharpness;
} SaccadeNeurons;

/// Squares of pixels of a plane.
typedef struct {
  ptrdiff_t height;
  ptrdiff_t width;
  ptrdiff_t kernel;
  ptrdiff_t stride;
  ptrdiff_t padding;
  ptrdiff_t out_height;
  ptrdiff_t out_width;
} SaccadePooling;

/// The constants of one step of Adam.
typedef struct {
  float rate;
  float beta1;
  float beta2;
  float epsilon;
  /// 1 - beta^step of both moments.
  float correction1;
  float correction2;
  /// The weight's part of the gradient.
  float penalty;
  /// The share of a weight that a step takes away.
  float decay;
} SaccadeAdam;

/// The constants of one step of gradient descent.
typedef struct {
  float rate;
  float momentum;
  int nesterov;
  float penalty;
} SaccadeDescent;

/// What training adds to a network.
typedef struct SaccadeTrainingLoops {
  /// out[i] = scale * x[i] + shift.
  void (*scale_row)(const float *x, ptrdiff_t count, float scale, float shift, float *out);

  /// The sum of (x[i] - mean)^2.
  double (*square_deviations)(const float *x, ptrdiff_t count, float mean);

  /// The sum of g[i] * (x[i] - mean).
  double (*deviation_product)(const float *g, const float *x, ptrdiff_t count, float mean);

  /// out[i] = factors.g * g[i] + factors.x * x[i] + factors.constant, or that added to it.
  void (*combine_rows)(const float *g, const float *x, ptrdiff_t count, SaccadeCombination factors, int accumulate,
                       float *out);

  /// The sum of x[i]^2.
  double (*square_sum)(const float *x, ptrdiff_t count);

  /// out[i] = quantised x[i]. A NaN stays one.
  void (*quantize_row)(const float *x, ptrdiff_t count, SaccadeQuantizer quantizer, float *out);

  /// out[i] = g[i] where 0 <= x[i] <= step * levels, else 0, or that added to it. Returns the gradient of the step, with
  /// the rounding taken for the identity.
  double (*quantize_gradient)(const float *x, const float *g, ptrdiff_t count, SaccadeQuantizer quantizer,
                              int accumulate, float *out);

  /// Neurons through time: membrane = decay * what the step before left + current; out = threshold where that is reached.
  void (*neurons_forward)(const float *current, SaccadeNeurons neurons, float *membrane, float *out);

  /// The gradient of the currents, from the last step to the first, with resets held constant. `carry` has room for
  /// `count` values. Returns the gradient of the threshold.
  double (*neurons_backward)(const float *upstream, const float *membrane, SaccadeNeurons neurons, float *carry,
                             int accumulate, float *gradient);

  /// Means of squares, without padding.
  void (*average_pool)(const float *x, SaccadePooling pooling, float *out);
  /// Adds the gradient of the means to `gradient`.
  void (*average_pool_gradient)(const float *upstream, SaccadePooling pooling, float *gradient);
  /// The largest of squares; padding never wins, a NaN does.
  void (*max_pool)(const float *x, SaccadePooling pooling, float *out);
  /// Adds each gradient to `gradient` where the first largest of its square lies.
  void (*max_pool_gradient)(const float *x, const float *upstream, SaccadePooling pooling, float *gradient);

  /// One step of Adam (Kingma and Ba 2015), with weight decay apart (Loshchilov and Hutter 2019) where asked for.
  void (*adam_row)(float *weight, const float *g, float *first, float *second, ptrdiff_t count, SaccadeAdam adam);
  /// One step of gradient descent with momentum.
  void (*descent_row)(float *weight, const float *g, float *velocity, ptrdiff_t count, SaccadeDescent descent);
} SaccadeTrainingLoops;
