// What surfaces of a rendered scene look like at single places.
#pragma once

#include "Seen.h"

enum {
  /// The most samples of a texture for one place.
  SACCADE_SCENE_TAPS = 8,
  /// Texels farther away than that are not told apart.
  SACCADE_SCENE_FARTHEST_TEXEL = 1 << 30,
};

/// One size of a texture that repeats itself: texels as those of SaccadeSceneRaster, sides that are powers of two.
typedef struct SaccadeSceneTexels {
  const uint16_t *texels;
  int32_t stride, width, height;
} SaccadeSceneTexels;

/// A texture at all sizes, each half of the one before.
typedef struct SaccadeScenePaint {
  const SaccadeSceneTexels *sizes;
  /// The number of the smallest size.
  int32_t last;
  /// gray = offset + gain * texel
  float gain, offset;
  /// The texel of the largest size at a place of the surface: map[i][0] * x + map[i][1] * y + map[i][2].
  double map[2][3];
} SaccadeScenePaint;

/// A mesh at one moment.
typedef struct SaccadeSceneMesh {
  SaccadeScenePaint paint;
  /// What its gray levels are multiplied by.
  float level;
  /// Whether the normals of its points are those of its surface; else triangles are flat, or corners have their own.
  int32_t is_smooth;
  /// Whether it throws no shadow on itself.
  int32_t is_convex;
  /// The number of its first triangle's first corner among the normals of corners; below 0 where they have none.
  ptrdiff_t first_corner_normal;
  ptrdiff_t first_triangle;
  /// Where its three axes point.
  double axes[3][3];
} SaccadeSceneMesh;

/// Columns of all meshes. Points and normals of points are four values apart, the last of which is not used; so are the
/// three corners of a triangle, and normals of corners.
typedef struct SaccadeSceneSurface {
  const double *points;
  const double *normals;
  const int32_t *corners;
  /// Where the texture lies at the corners of each triangle: three pairs.
  const float *coordinates;
  const float *corner_normals;
} SaccadeSceneSurface;

/// A grid, whose cell (column, row) has what may be seen in it in lists[starts[k] ..< starts[k + 1]], k = row * columns +
/// column. Nothing is beyond it.
typedef struct SaccadeSceneCells {
  double left, top;
  /// Cells a pixel.
  double across, down;
  int32_t columns, rows;
  const int32_t *starts;
  const int32_t *lists;
} SaccadeSceneCells;

/// What parallel rays of light see.
typedef struct SaccadeSceneLight {
  /// The place of a point, two coordinates, and how near it is: rows[i][0] * x + rows[i][1] * y + rows[i][2] * z + rows[i][3].
  double rows[3][4];
  SaccadeSceneCells cells;
  const SaccadeSceneTriangle *triangles;
  /// What the nearness of each triangle is not above.
  const float *most_nearness;
  const SaccadeSceneBall *balls;
  ptrdiff_t ball_count;
  /// By how much something must be nearer to throw a shadow: on another mesh, and on its own.
  double other_margin, own_margin;
} SaccadeSceneLight;

/// Meshes as a camera sees them, and their light.
typedef struct SaccadeSceneShading {
  const SaccadeSceneTriangle *triangles;
  const SaccadeSceneMesh *meshes;
  SaccadeSceneSurface surface;
  /// The ray of a place (x, y): ray[i][0] * x + ray[i][1] * y + ray[i][2].
  double ray[3][3];
  /// From the light, of length 1.
  double direction[3];
  /// The share of light that is everywhere.
  float ambient;
  int32_t has_shadows;
  SaccadeSceneLight light;
  /// Where in a pixel is looked, from its middle.
  double samples[8][2];
  int32_t sample_count;
} SaccadeSceneShading;

/// What a pixel sees of one triangle or ball.
typedef struct SaccadeSceneFragment {
  /// The middle of what it sees of it.
  double x, y;
  int32_t column, row;
  /// The triangle; below 0 for a ball.
  int32_t owner;
  /// Which of the samples see it, a bit each.
  uint32_t seen;
} SaccadeSceneFragment;
