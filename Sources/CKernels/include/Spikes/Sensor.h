// A spiking camera whose pixels differ and are noisy, in blocks of 512 pixels.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
  /// Below this many expected photons they are drawn from Poisson's distribution, from here on from a normal one.
  SACCADE_FEWEST_NORMAL_PHOTONS = 50,
  /// The length of a row of `photon_sums`.
  SACCADE_PHOTON_COUNTS = 128,
};

/// Readouts of 512 pixels. Readout r of them sees the gray level
/// g = a + (b - a) * (first + (ramp_from + r) * step), or gathered where that is not NULL; then
///   charge += dark + s * g * sensitivity, times `after_spike` for the light where the readout before had a spike,
///   threshold' = threshold + scatter * normal,
/// and where charge >= threshold' there is a spike, and charge loses threshold' or, `hard`, becomes what is gathered
/// after the clock at which the threshold was reached, of which a readout has `clocks`: 0 where that is 1.
/// s = Poisson(n) / n with n = int(g * photons), 0 where n is 0, and 1 where `photons` is 0.
typedef struct SaccadeSensorReadouts {
  const float *a;
  const float *b;
  const double *gathered;
  double first;
  double step;
  ptrdiff_t ramp_from;

  double *charge;
  const double *dark;
  const double *sensitivity;
  const double *threshold;
  const float *scatter;
  double after_spike;
  int hard;
  double clocks;
  /// Whether there is noise: without it `photons`, `diffuse` and `scatter` are not looked at.
  int noisy;

  /// The standard deviation of what else is added to gray levels; not looked at where photons are counted.
  float diffuse;

  /// Photons a gray level in a readout.
  float photons;
  /// Row n holds 2^32 times the chance of at most k photons where n are expected; 50 rows.
  const uint32_t *photon_sums;

  /// Which pixels had a spike in the readout before, 64 bytes; it is moved on.
  uint8_t *spiked;

  /// The random numbers: the key, the purposes of normal numbers and of few photons, the first readout and pixel.
  uint32_t key[2];
  uint32_t normal_purpose;
  uint32_t photon_purpose;
  uint64_t first_readout;
  uint32_t first_pixel;

  /// How many; readout r writes `out_bytes` (1 to 64) bytes of packed spikes, least significant bit first, to
  /// out + r * out_stride.
  ptrdiff_t count;
  uint8_t *out;
  ptrdiff_t out_stride;
  ptrdiff_t out_bytes;
} SaccadeSensorReadouts;

/// The loops of a noisy spiking camera.
typedef struct SaccadeSensorLoops {
  /// sum = gray averaged over a part of a readout, or added to it: a * (to - from) + (b - a) * slope for 512 pixels.
  void (*gather)(const float *a, const float *b, double *sum, int add, double from, double to, double slope);

  /// Some readouts.
  void (*sense)(const SaccadeSensorReadouts *job);
} SaccadeSensorLoops;
