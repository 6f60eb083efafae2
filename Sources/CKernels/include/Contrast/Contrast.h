// The inner loops of contrast maximisation: events moved along a flow, the picture they make, and how its sharpness
// changes with the flow.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Events by pixel: the index of each one's pixel and its column and row, and its time, 0 at the start of the window and
/// 1 at its end.
typedef struct SaccadePixelEvents {
  const uint32_t *pixel;
  const uint16_t *x;
  const uint16_t *y;
  const float *time;
} SaccadePixelEvents;

/// A picture with a ring of one pixel around it, which takes what is voted one pixel beyond the border and belongs to
/// nothing. A row takes width + 2 values.
typedef struct SaccadeRing {
  int32_t width;
  int32_t height;
} SaccadeRing;

/// How a picture's values change the cost: what each of them adds to it, with its ring, whose values are 0, and a factor.
typedef struct SaccadeSlopePlane {
  const float *values;
  float reference;
  float factor;
} SaccadeSlopePlane;

/// The loops of contrast maximisation.
typedef struct SaccadeContrastLoops {
  /// Moves each event by (reference - time) times the flow at its pixel and shares it out between the four pixels around
  /// it, in a picture with a ring. What comes to lie further out is dropped.
  void (*votes)(const SaccadePixelEvents *from, ptrdiff_t count, const float *u, const float *v, float reference,
                SaccadeRing size, float *ringed);

  /// The same for events anywhere between pixels and one flow for all.
  void (*shifted_votes)(const float *x, const float *y, const float *time, ptrdiff_t count, float u, float v,
                        float reference, SaccadeRing size, float *ringed);

  /// Adds to du and dv, at each event's pixel, how the cost changes with the flow there.
  void (*slopes)(const SaccadePixelEvents *from, ptrdiff_t count, const float *u, const float *v,
                 const SaccadeSlopePlane *planes, ptrdiff_t plane_count, SaccadeRing size, float *du, float *dv);

  /// A row of the blurred picture from three rows, which have a value more at each end: centre and side are the taps.
  /// `scratch` has room for width + 2.
  void (*blur_row)(const float *above, const float *row, const float *below, ptrdiff_t width, float centre, float side,
                   float *scratch, float *out);

  /// The gradient of a row's inside, from column 1 to width - 2, by Sobel's filters divided by 8; the first and the last
  /// are 0. Returns the sum of the squares.
  double (*sobel_row)(const float *above, const float *row, const float *below, ptrdiff_t width, float *gx, float *gy);

  /// Replaces values by `size` with their sign, 0 stays. Returns the sum of what they were without their sign.
  double (*sign_row)(float *values, ptrdiff_t count, float size);

  /// What sobel_row's gradients add to a row of the picture they were taken of, given how the cost changes with them:
  /// gx of the rows above, at and below it, gy of those above and below. All have a value more at each end. Writes, or
  /// adds where `adds`.
  void (*sobel_back_row)(const float *const gx[3], const float *const gy[3], ptrdiff_t width, int adds, float *out);

  /// The same of blur_row whose border is reflected; `taps` are those of the rows above, at and below. The rows have a
  /// value more at each end, which is 0. `scratch` has room for width + 2.
  void (*blur_back_row)(const float *const rows[3], const float taps[3], ptrdiff_t width, float centre, float side,
                        float *scratch, float *out);
} SaccadeContrastLoops;
