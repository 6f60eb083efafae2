// The inner loops of what compares pictures.
#pragma once

#include <stddef.h>

/// The rows and columns of a patch.
enum { SACCADE_PATCH_SIDE = 8 };

/// A patch of a picture, and a place in another: its upper left pixel, and what lies between that pixel and the place.
typedef struct SaccadePatchPlace {
  const float *patch;
  ptrdiff_t patch_stride;
  const float *other;
  ptrdiff_t other_stride;
  float share_x;
  float share_y;
} SaccadePatchPlace;

/// Sums over a patch.
typedef struct SaccadePatchSums {
  float values;
  float squares;
  /// Values times the patch's slopes.
  float along_x;
  float along_y;
} SaccadePatchSums;

/// The loops of pictures.
typedef struct SaccadePictureLoops {
  /// Sums of the differences of the other picture, read between its pixels, from the patch. A row and a column more of the
  /// other, and a pixel more on every side of the patch, are read.
  SaccadePatchSums (*patch_differences)(const SaccadePatchPlace *place);

  /// The weight of every pixel of a patch, 1 over its difference from `mean`, at least 1: added to `weights`, and times u
  /// and v to theirs.
  void (*patch_spread)(const SaccadePatchPlace *place, float mean, float u, float v, ptrdiff_t stride, float *weights,
                       float *us, float *vs);
} SaccadePictureLoops;
