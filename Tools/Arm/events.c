#include <stdlib.h>
#include <string.h>

#include "Checks.h"

enum { EVENTS = 1003, SLACK = 8, WIDTH = 37, HEIGHT = 29, PIXELS = WIDTH * HEIGHT, BINS = 4, ROWS_PER_TILE = 10 };

static int64_t t[EVENTS + SLACK];
static uint16_t x[EVENTS + SLACK], y[EVENTS + SLACK];
static uint8_t p[EVENTS + SLACK];
static float places_x[EVENTS], places_y[EVENTS];
static const SaccadeEventColumns events = {t, x, y, p};

// Times that rise but for a few, places of which some lie outside.
static void draw_events(void) {
  static float drawn[4 * EVENTS];
  draw(drawn, 4 * EVENTS, 30);
  for (int i = 0; i < EVENTS; i++) {
    t[i] = 1000000 + 40 * i + (int64_t)(100 * drawn[i]);
    x[i] = (uint16_t)((drawn[EVENTS + i] + 1) * (WIDTH + 2) / 2);
    y[i] = (uint16_t)((drawn[2 * EVENTS + i] + 1) * (HEIGHT + 2) / 2);
    p[i] = drawn[3 * EVENTS + i] > 0;
    places_x[i] = (float)x[i] + drawn[3 * EVENTS + i];
    places_y[i] = (float)y[i] + drawn[i];
  }
}

static void give_number(const char *check, ptrdiff_t number) {
  int64_t wide = number;
  give_bytes(check, &wide, sizeof wide);
}

static void check_cells(const SaccadeEventLoops *k) {
  const SaccadeEventPicture picture = {WIDTH, HEIGHT, PIXELS, 2 * PIXELS};
  static uint8_t part[2 * PIXELS + 1], weighted[2 * PIXELS];
  static uint32_t total[2 * PIXELS], stamps[2 * PIXELS + 1], latest;
  give_number("counts' outside", k->counts(&events, EVENTS, &picture, part, total));
  k->counts_total(part, 2 * PIXELS, total);
  give_bytes("counts", total, sizeof total);

  const SaccadeTimeWeights weights[2] = {{1000500, 1039000, 1010000, 1020000}, {1000000, 1050000, 1015000, 1030000}};
  memset(part, 0, sizeof part);
  give_number("weights' outside", k->weighted_counts(&events, EVENTS, &picture, weights, part));
  k->weighted_total(part, 2 * PIXELS, weighted);
  give_bytes("weighted counts", weighted, sizeof weighted);

  give_number("latest's outside", k->latest(&events, EVENTS, &picture, 1000000, 40000, &latest, stamps));
  memset(total, 0, sizeof total);
  k->latest_total(stamps, 2 * PIXELS, total);
  give_bytes("latest", total, sizeof total);
  static float surface[2 * PIXELS];
  k->surface(total, 2 * PIXELS, 40001, 1e-4, 0, surface);
  give_bytes("surface", surface, sizeof surface);
  k->surface(total, 2 * PIXELS, 40001, 0, 1.0 / 40000, surface);
  give_bytes("linear surface", surface, sizeof surface);
}

static void check_sums(const SaccadeEventLoops *k) {
  int64_t range[2];
  k->times(t, EVENTS, &range[0], &range[1]);
  give_bytes("times", range, sizeof range);
  SaccadeTimeSums moments[2];
  k->time_moments(&events, EVENTS, t[0], moments);
  give_bytes("time moments", moments, sizeof moments);
  const SaccadeGaussian gaussians[2] = {{20000, -3e-9}, {21000, -4e-9}};
  double sums[2];
  k->time_weights(&events, EVENTS, t[0], gaussians, sums);
  give_bytes("time weights", sums, sizeof sums);
}

static void check_grid(const SaccadeEventLoops *k) {
  enum { TILES = (HEIGHT + ROWS_PER_TILE - 1) / ROWS_PER_TILE, PLANE = (ROWS_PER_TILE + 1) * WIDTH };
  enum { TILE = BINS * PLANE + 16, CELLS = TILES * TILE };
  static SaccadeGridRow table[HEIGHT + 1];
  for (uint32_t row = 0; row < HEIGHT; row++)
    table[row] = (SaccadeGridRow){row / ROWS_PER_TILE * TILE + row % ROWS_PER_TILE * WIDTH, row / ROWS_PER_TILE};
  table[HEIGHT] = (SaccadeGridRow){0, TILES};
  const SaccadeEventGrid grid = {
      WIDTH, HEIGHT, PLANE, TILES, BINS - 2, t[0], t[EVENTS - 1] - t[0], (BINS - 1.0) / (double)(t[EVENTS - 1] - t[0]),
      table};
  static uint16_t rows[EVENTS];
  static uint32_t starts[SACCADE_TILES + 2];
  static SaccadeEventShare records[EVENTS];
  static SaccadeEventShares shares[EVENTS];
  static float cells[CELLS], taken[WIDTH];

  give_number("grid's outside", k->grid_sort(&events, EVENTS, &grid, rows, records, starts));
  k->grid_add(records, starts[TILES], PLANE, cells);
  give_bytes("grid", cells, sizeof cells);
  const SaccadeEventPlaces places = {places_x, places_y};
  give_number("shared grid's outside",
              k->grid_sort_shared(&events, &places, EVENTS, &grid, rows, shares, starts));
  k->grid_add_shared(shares, starts[TILES], PLANE, WIDTH, cells);
  give_bytes("shared grid", cells, sizeof cells);

  SaccadeTimeSums sums;
  k->occupied_sums(cells, CELLS, 0.25, &sums);
  give_bytes("occupied sums", &sums, sizeof sums);
  k->occupied_scale(cells, CELLS, 0.25f, 1.75f);
  k->grid_take(cells + TILE, cells + ROWS_PER_TILE * WIDTH, WIDTH, taken);
  give_bytes("scaled and taken", taken, sizeof taken);
  give_bytes("what is left", cells, sizeof cells);
}

void check_events(const SaccadeEventLoops *loops) {
  draw_events();
  check_cells(loops);
  check_sums(loops);
  check_grid(loops);
}
