// The inner loops that turn events into tensors.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "Cameras.h"
#include "Columns.h"

/// The picture that events are counted in: the cell of an event is row * width + column, `on` more for one that is on, and
/// `outside` for one beyond the width or height.
typedef struct SaccadeEventPicture {
  uint32_t width;
  uint32_t height;
  uint32_t on;
  uint32_t outside;
} SaccadeEventPicture;

/// The times in which an event counts once, and those, among them, in which it counts twice; the ends belong to them.
typedef struct SaccadeTimeWeights {
  int64_t once_from;
  int64_t once_to;
  int64_t twice_from;
  int64_t twice_to;
} SaccadeTimeWeights;

/// How many numbers, their sum and that of their squares.
typedef struct SaccadeTimeSums {
  int64_t count;
  double sum;
  double square;
} SaccadeTimeSums;

/// exp(rate * (t - mean)^2).
typedef struct SaccadeGaussian {
  double mean;
  double rate;
} SaccadeGaussian;

/// The most tiles of a grid of events.
enum { SACCADE_TILES = 256 };

/// The cell of a row's first column in the first bin, and the tile that holds the row.
typedef struct SaccadeGridRow {
  uint32_t cell;
  uint32_t tile;
} SaccadeGridRow;

/// A grid of bins in time: event i lies (t - first) * scale bins after the first, with t held between first and
/// first + duration, and in bin last_bin at most.
typedef struct SaccadeEventGrid {
  uint32_t width;
  uint32_t height;
  /// The cells from one bin to the next in a tile.
  uint32_t plane;
  uint32_t tiles;
  uint32_t last_bin;
  int64_t first;
  int64_t duration;
  double scale;
  /// One a row, and one more, of tile `tiles`, for what lies outside.
  const SaccadeGridRow *rows;
} SaccadeEventGrid;

/// Where events lie between pixels.
typedef struct SaccadeEventPlaces {
  const float *x;
  const float *y;
} SaccadeEventPlaces;

/// An event at its cell in the bin before it: how far it is after that bin, negative for an event that is off.
typedef struct SaccadeEventShare {
  uint32_t cell;
  float value;
} SaccadeEventShare;

/// The same between pixels: the cell to the upper left, and the weights of it, its right and its lower neighbours.
typedef struct SaccadeEventShares {
  uint32_t cell;
  float value;
  float weight[4];
} SaccadeEventShares;

/// The loops of tensors of events.
typedef struct SaccadeEventLoops {
  /// Adds 1 to the cell of each event; a cell that passes 255 begins anew and adds 256 to its place in `carry`, which
  /// several threads may share. Returns how many events lie outside; their cell counts nothing that matters.
  ptrdiff_t (*counts)(const SaccadeEventColumns *from, ptrdiff_t count, const SaccadeEventPicture *picture,
                      uint8_t *part, uint32_t *carry);

  /// total[i] += part[i] and part[i] = 0 for `count` cells.
  void (*counts_total)(uint8_t *part, ptrdiff_t count, uint32_t *total);

  /// Adds 0, 1 or 2 to the cell of each event, by its time and polarity (weights of off, then on); a cell stays at 255.
  /// Returns how many events lie outside.
  ptrdiff_t (*weighted_counts)(const SaccadeEventColumns *from, ptrdiff_t count, const SaccadeEventPicture *picture,
                               const SaccadeTimeWeights weights[2], uint8_t *part);

  /// total[i] = min(255, total[i] + part[i]) and part[i] = 0 for `count` cells.
  void (*weighted_total)(uint8_t *part, ptrdiff_t count, uint8_t *total);

  /// Writes the greatest stamp of each cell's events: 1 + their time after `start`, held between 0 and `longest`, which is
  /// below 2^32 - 1. `latest` carries the greatest stamp from call to call. Returns how many events lie outside.
  ptrdiff_t (*latest)(const SaccadeEventColumns *from, ptrdiff_t count, const SaccadeEventPicture *picture,
                      int64_t start, int64_t longest, uint32_t *latest, uint32_t *part);

  /// total[i] = max(total[i], part[i]).
  void (*latest_total)(const uint32_t *part, ptrdiff_t count, uint32_t *total);

  /// out[i] = exp((stamp[i] - end) * rate), or (stamp[i] - 1) * scale where rate is 0; 0 where stamp[i] is.
  void (*surface)(const uint32_t *stamp, ptrdiff_t count, int64_t end, double rate, double scale, float *out);

  /// The least and the greatest of at least one time.
  void (*times)(const int64_t *t, ptrdiff_t count, int64_t *first, int64_t *last);

  /// The sums of t - origin over the events that are off, then on. Up to 7 events past the last must be readable.
  void (*time_moments)(const SaccadeEventColumns *from, ptrdiff_t count, int64_t origin, SaccadeTimeSums sums[2]);

  /// The sums of each polarity's Gaussian at t - origin, likewise.
  void (*time_weights)(const SaccadeEventColumns *from, ptrdiff_t count, int64_t origin,
                       const SaccadeGaussian gaussians[2], double sums[2]);

  /// The number of values that are not zero, the sum of their distances from `mean` and that of their squares.
  void (*occupied_sums)(const float *x, ptrdiff_t count, double mean, SaccadeTimeSums *sums);

  /// x[i] = (x[i] - offset) * factor where x[i] is not zero.
  void (*occupied_scale)(float *x, ptrdiff_t count, float offset, float factor);

  /// Sorts events by tile, each tile's in their order: those of tile i from starts[i] to starts[i + 1] of `records`, what
  /// lies outside after them. `rows` has room for `count`. Returns how many lie outside.
  ptrdiff_t (*grid_sort)(const SaccadeEventColumns *from, ptrdiff_t count, const SaccadeEventGrid *grid, uint16_t *rows,
                         SaccadeEventShare *records, uint32_t *starts);

  /// Adds sign * (1 - |value|) to each record's cell and value to that `plane` cells on.
  void (*grid_add)(const SaccadeEventShare *records, ptrdiff_t count, ptrdiff_t plane, float *cells);

  /// The same for events at places between pixels. A neighbour below the picture gets its weight all the same; one to the
  /// right of it has none.
  ptrdiff_t (*grid_sort_shared)(const SaccadeEventColumns *from, const SaccadeEventPlaces *places, ptrdiff_t count,
                                const SaccadeEventGrid *grid, uint16_t *rows, SaccadeEventShares *records,
                                uint32_t *starts);
  void (*grid_add_shared)(const SaccadeEventShares *records, ptrdiff_t count, ptrdiff_t plane, ptrdiff_t width,
                          float *cells);

  /// out[i] = own[i], plus spilt[i] where there is one; both become 0.
  void (*grid_take)(float *own, float *spilt, ptrdiff_t count, float *out);

  /// The pixels of an event camera.
  SaccadeEventCameraLoops camera;
} SaccadeEventLoops;
