// Surfaces of a rendered scene as they are seen.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Where something may be seen, in pixels.
typedef struct SaccadeSceneBox {
  float low_x, low_y, high_x, high_y;
} SaccadeSceneBox;

/// A triangle as it is seen, by affine functions f[0] * x + f[1] * y + f[2] of the place.
typedef struct SaccadeSceneTriangle {
  /// None of them is negative inside; each is 0 on one edge.
  double edges[3][3];
  /// How near it is: of two the larger hides the other.
  double nearness[3];
  SaccadeSceneBox box;
  /// The thing that it is a part of, and its number in it.
  int32_t mesh, number;
} SaccadeSceneTriangle;

/// A ball as it is seen through a camera: a place sees the points foot + depth * ray, here from the ball's middle. Each of
/// their coordinates is an affine function as in SaccadeSceneTriangle; how near a depth is, focal / (focal + depth).
typedef struct SaccadeSceneBall {
  double foot[3][3];
  double ray[3][3];
  double radius;
  double focal;
  SaccadeSceneBox box;
  int32_t mesh;
} SaccadeSceneBall;
