// An ideal spiking camera, in blocks of 512 pixels.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Readouts of 512 pixels: charge += increment, increment += step, and where charge >= threshold a spike and
/// charge -= threshold (or = 0). Charges are in units of 2^-32 gray levels.
typedef struct SaccadeReadouts {
  int64_t *charge;
  int64_t *increment;
  /// NULL for none.
  const int64_t *step;
  int64_t threshold;
  /// Whether charge is then held below the threshold.
  int saturating;
  /// Whether a spike takes all charge instead of the threshold.
  int hard;
  /// How many; readout r writes `out_bytes` (1 to 64) bytes of packed spikes, least significant bit first, to
  /// out + r * out_stride.
  ptrdiff_t count;
  uint8_t *out;
  ptrdiff_t out_stride;
  ptrdiff_t out_bytes;
} SaccadeReadouts;

/// The loops of a spiking camera.
typedef struct SaccadeCameraLoops {
  /// dst[i] = src[i] held between 0 and `brightest`. Returns the largest of them, or -1 where one is not a number.
  float (*gray)(const float *src, float *dst, ptrdiff_t count, float brightest);

  /// What a part of a readout adds to 512 pixels whose gray goes from a to b:
  /// round(a * to) - round(a * from) + round((b - a) * slope), put in place of the increment, or added to it.
  void (*part)(const float *a, const float *b, int64_t *increment, int add, double from, double to, double slope);

  /// increment = a + round((b - a) * first) and step = round((b - a) * slope) for 512 pixels.
  void (*ramp)(const float *a, const float *b, int64_t *increment, int64_t *step, double first, double slope);

  /// Some readouts.
  void (*readouts)(const SaccadeReadouts *job);
} SaccadeCameraLoops;
