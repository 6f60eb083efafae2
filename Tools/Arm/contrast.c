#include <string.h>

#include "Checks.h"

enum { EVENTS = 1003, WIDTH = 37, HEIGHT = 29, PIXELS = WIDTH * HEIGHT, RING = WIDTH + 2, RINGED = RING * (HEIGHT + 2) };

static uint32_t pixel[EVENTS];
static uint16_t x[EVENTS], y[EVENTS];
static float time[EVENTS], u[PIXELS], v[PIXELS], ringed[RINGED], plane[RINGED];
static const SaccadePixelEvents events = {pixel, x, y, time};
static const SaccadeRing size = {WIDTH, HEIGHT};

static void draw_events(void) {
  static float drawn[3 * EVENTS];
  draw(drawn, 3 * EVENTS, 60);
  for (int i = 0; i < EVENTS; i++) {
    x[i] = (uint16_t)((drawn[i] + 1) * WIDTH / 2);
    y[i] = (uint16_t)((drawn[EVENTS + i] + 1) * HEIGHT / 2);
    pixel[i] = (uint32_t)(y[i] * WIDTH + x[i]);
    time[i] = (drawn[2 * EVENTS + i] + 1) / 2;
  }
  draw(u, PIXELS, 61);
  draw(v, PIXELS, 62);
  // Some events leave the picture.
  for (int i = 0; i < PIXELS; i++) {
    u[i] *= 9;
    v[i] *= 7;
  }
}

static void check_votes(const SaccadeContrastLoops *k) {
  k->votes(&events, EVENTS, u, v, 0.5f, size, ringed);
  give_floats("votes", ringed, RINGED);
  static float places_x[EVENTS], places_y[EVENTS];
  for (int i = 0; i < EVENTS; i++) {
    places_x[i] = (float)x[i] + 0.25f;
    places_y[i] = (float)y[i] - 0.375f;
  }
  memset(ringed, 0, sizeof ringed);
  k->shifted_votes(places_x, places_y, time, EVENTS, 5.3f, -2.7f, 1, size, ringed);
  give_floats("shifted votes", ringed, RINGED);

  draw(plane, RINGED, 63);
  for (int i = 0; i < RINGED; i++)
    if (i % RING == 0 || i % RING == RING - 1 || i < RING || i >= RINGED - RING) plane[i] = 0;
  const SaccadeSlopePlane planes[2] = {{plane, 0, 1.5f}, {plane, 1, -0.5f}};
  static float slopes[2][PIXELS];
  k->slopes(&events, EVENTS, u, v, planes, 2, size, slopes[0], slopes[1]);
  give_floats("slopes", slopes[0], 2 * PIXELS);
}

static void check_rows(const SaccadeContrastLoops *k) {
  static float scratch[RING], rows[5][RING], out[2][WIDTH];
  draw(rows[0], 5 * RING, 64);
  k->blur_row(rows[0] + 1, rows[1] + 1, rows[2] + 1, WIDTH, 0.5f, 0.25f, scratch, out[0]);
  give_floats("blurred row", out[0], WIDTH);
  float sum = (float)k->sobel_row(rows[0] + 1, rows[1] + 1, rows[2] + 1, WIDTH, out[0], out[1]);
  give_floats("sobel row", out[0], 2 * WIDTH);
  give_floats("sobel sum", &sum, 1);
  sum = (float)k->sign_row(out[1], WIDTH, 0.25f);
  give_floats("sign row", out[1], WIDTH);
  give_floats("sign sum", &sum, 1);
  const float *three[3] = {rows[0] + 1, rows[1] + 1, rows[2] + 1}, *others[3] = {rows[2] + 1, rows[3] + 1, rows[4] + 1};
  k->sobel_back_row(three, others, WIDTH, 0, out[0]);
  k->sobel_back_row(others, three, WIDTH, 1, out[0]);
  give_floats("sobel back row", out[0], WIDTH);
  const float taps[3] = {0.25f, 0.5f, 0.5f};
  k->blur_back_row(three, taps, WIDTH, 0.5f, 0.25f, scratch, out[0]);
  give_floats("blur back row", out[0], WIDTH);
}

void check_contrast(const SaccadeContrastLoops *loops) {
  draw_events();
  check_votes(loops);
  check_rows(loops);
}
