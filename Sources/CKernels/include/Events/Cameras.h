// The pixels of event cameras, in groups of 64.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// What a step of pixels after v2e works on. Arrays of state reach to the next multiple of 64.
typedef struct SaccadeFilteredPixels {
  /// Linear gray levels, 255 for white: `count` of them.
  const float *gray;
  /// The logarithm behind the low-pass filter.
  float *filtered;
  /// The logarithm at the last event.
  float *reference;
  const float *on;
  const float *off;
  /// How fast the reference sinks, in logarithm a second at a leak of 1 Hz; NULL for no leak.
  const float *leak;
  /// What `leak` is multiplied with.
  float leak_scale;
  /// How much each step's leak scatters, as a share of it; 0 for not at all.
  float leak_jitter;
  /// Noise that is added to `filtered` where it is compared, and keeps `noise_keep` of itself from step to step; NULL for
  /// none. It needs a filter.
  float *noise;
  float noise_keep;
  float noise_scale;
  /// The random numbers of the scatter and of the noise: the key, the frame, the purposes, the number of the first group.
  uint32_t key[2];
  uint32_t frame[2];
  uint32_t leak_purpose;
  uint32_t noise_purpose;
  uint32_t first_group;
  /// The step times 2 pi and the cutoff; 0 for no filter.
  double response;
  ptrdiff_t count;
  /// The pixels that reached a threshold, and their filtered - reference before the step; room for `count` of each.
  uint32_t *places;
  float *before;
} SaccadeFilteredPixels;

/// The loops of an event camera. Both return how many places they wrote.
typedef struct SaccadeEventCameraLoops {
  /// The places where a gray level is not between its bounds: !(lower < gray && gray < upper).
  ptrdiff_t (*outside)(const float *gray, const float *lower, const float *upper, ptrdiff_t count, uint32_t *places);

  /// A step: logarithm (linear below 20), low-pass filter, leak, comparison with the thresholds.
  ptrdiff_t (*filtered)(const SaccadeFilteredPixels *job);
} SaccadeEventCameraLoops;
