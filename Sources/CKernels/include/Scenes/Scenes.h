// The layers of a rendered scene: textures cut out by shapes, each under one affine map.
#pragma once

#include "Seen.h"
#include "Shading.h"

/// A raster of 16-bit texels, and where a pixel (x, y) of the sensor lies in it:
/// (u + x * u_x + y * u_y, v + x * v_x + y * v_y), texels at whole coordinates.
typedef struct SaccadeSceneRaster {
  /// Rows `stride` texels apart; texel, row and the texel diagonal to them must be readable one beyond the last.
  const uint16_t *texels;
  int32_t stride;
  /// Powers of two where the raster repeats itself.
  int32_t width;
  int32_t height;
  double u, u_x, u_y;
  double v, v_x, v_y;
} SaccadeSceneRaster;

/// What cuts a layer out.
typedef enum SaccadeSceneCover {
  /// Nothing: it is everywhere.
  SACCADE_SCENE_EVERYWHERE = 0,
  /// A function that is above 0 inside: (texel - 32768) in any unit. The edge is `softness` pixels wide.
  SACCADE_SCENE_OUTLINE = 1,
  /// Its opacity, of which 65535 is opaque.
  SACCADE_SCENE_OPACITY = 2,
} SaccadeSceneCover;

/// A layer at one moment.
typedef struct SaccadeSceneLayer {
  /// The texture, which repeats itself, at two sizes. Of the second `blend` of 1 is taken; it is not looked at where that
  /// is 0.
  SaccadeSceneRaster texture[2];
  float blend;
  /// How many samples are averaged, at distances of (tap_u, tap_v) texels of each size.
  int32_t taps;
  float tap_u[2];
  float tap_v[2];
  /// gray = offset + gain * texel
  float gain;
  float offset;
  SaccadeSceneCover cover;
  /// The shape, which does not repeat itself; nothing is outside it.
  SaccadeSceneRaster shape;
  float softness;
} SaccadeSceneLayer;

/// Pixels of the sensor that are looked at, and the width of the whole sensor, on which the rounding of places depends.
typedef struct SaccadeSceneBand {
  ptrdiff_t x, y, width, height;
  ptrdiff_t sensor_width;
} SaccadeSceneBand;

/// The columns of a block, from whose first one places are computed.
enum { SACCADE_SCENE_BLOCK = 64 };

/// What is seen at one place of each pixel of a band. Rows are `stride` values apart, and start with the block that the
/// band's first column is in; blocks are whole.
typedef struct SaccadeSceneSamples {
  /// Where in a pixel the place is, from its middle.
  double shift_x, shift_y;
  /// What is nearer than that is not seen.
  float most_nearness;
  /// How near what is seen is, and its number.
  float *nearness;
  int32_t *owners;
  ptrdiff_t stride;
} SaccadeSceneSamples;

/// The loops of rendered scenes.
typedef struct SaccadeSceneLoops {
  /// Paints a layer over what is there: out[row * stride + column] for the pixels of a band.
  void (*paint)(const SaccadeSceneLayer *layer, const SaccadeSceneBand *band, float *out, ptrdiff_t stride);

  /// marks[i] = mark where half or more of the layer covers the middle of a pixel and, where `objects` is not NULL,
  /// objects[i] == only. All planes have rows `stride` values apart.
  void (*mark)(const SaccadeSceneLayer *layer, const SaccadeSceneBand *band, const int32_t *objects, int32_t only,
               int32_t mark, int32_t *marks, ptrdiff_t stride);

  /// Sees triangles[list[0]] and so on where they are nearer than what is seen; their numbers are those of the list.
  void (*cover_triangles)(const SaccadeSceneTriangle *triangles, const int32_t *list, ptrdiff_t count,
                          const SaccadeSceneBand *band, const SaccadeSceneSamples *samples);

  /// Sees a ball where it is nearer than what is seen.
  void (*cover_ball)(const SaccadeSceneBall *ball, int32_t owner, const SaccadeSceneBand *band,
                     const SaccadeSceneSamples *samples);

  /// The gray levels of fragments that are parts of triangles; those of balls are left alone.
  void (*shade)(const SaccadeSceneShading *shading, const SaccadeSceneFragment *fragments, ptrdiff_t count, float *gray);
} SaccadeSceneLoops;
