// Smooth functions and the passes of a gated recurrent unit.
#pragma once

#include <stddef.h>

/// The gradient of `gru_blend`, whose kept Z and Q are z and q, with respect to its arguments before the sigmoid and
/// tanh: z_gradient = g (q - h) z (1 - z), q_gradient = g z (1 - q^2), h_gradient = g (1 - z), g = upstream[i]. Any
/// result may take the place of any argument.
typedef struct SaccadeBlendGradient {
  const float *upstream;
  const float *z;
  const float *q;
  const float *h;
  float *z_gradient;
  float *q_gradient;
  float *h_gradient;
  ptrdiff_t count;
} SaccadeBlendGradient;

/// The loops of gates.
typedef struct SaccadeGateLoops {
  /// x[i] = exp(x[i]) for `count` values. Over all float32 the error measured is below 1.1 ulp; results below the
  /// smallest normal number are rounded, not flushed, infinity follows 88.7228, and a NaN stays.
  void (*exponential)(float *x, ptrdiff_t count);

  /// x[i] = 1 / (1 + exp(-x[i])), measured error below 2.5 ulp over all float32.
  void (*sigmoid)(float *x, ptrdiff_t count);

  /// x[i] = tanh(x[i]), measured error below 2.6 ulp over all float32; small values and the sign of zero are kept.
  void (*tanh)(float *x, ptrdiff_t count);

  /// out[i] = sigmoid(r[i]) * h[i] for `count` values; where `keep` is not 0, r becomes the sigmoid. `out` may be h.
  void (*gru_reset)(float *r, const float *h, float *out, int keep, ptrdiff_t count);

  /// out[i] = (1 - Z) * h[i] + Z * Q with Z = sigmoid(z[i]) and Q = tanh(q[i]); where `keep` is not 0, z and q become Z
  /// and Q. `out` may be h.
  void (*gru_blend)(float *z, float *q, const float *h, float *out, int keep, ptrdiff_t count);

  /// The gradient of gru_reset, whose kept sigmoid is r: r_gradient = g h r (1 - r), and g r is added to h_gradient.
  /// r_gradient may take the place of any argument.
  void (*gru_reset_gradient)(const float *upstream, const float *r, const float *h, float *r_gradient,
                             float *h_gradient, ptrdiff_t count);

  /// The gradient of gru_blend.
  void (*gru_blend_gradient)(const SaccadeBlendGradient *job);
} SaccadeGateLoops;
