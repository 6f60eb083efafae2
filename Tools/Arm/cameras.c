#include <stdio.h>
#include <string.h>

#include "Checks.h"

enum { PIXELS_OF_BLOCK = 512, READOUTS = 150, EVENTS = 1003, ROOM = 8192 };

static void check_spikes(const SaccadeCameraLoops *k) {
  static float drawn[2 * PIXELS_OF_BLOCK], gray[2 * PIXELS_OF_BLOCK];
  static int64_t charge[PIXELS_OF_BLOCK], increment[PIXELS_OF_BLOCK], step[PIXELS_OF_BLOCK];
  static uint8_t frames[READOUTS * 64];
  draw(drawn, 2 * PIXELS_OF_BLOCK, 20);
  for (int i = 0; i < 2 * PIXELS_OF_BLOCK; i++) drawn[i] = 130 * (drawn[i] + 1);
  float brightest = k->gray(drawn, gray, 2 * PIXELS_OF_BLOCK, 255);
  give_bytes("spike_gray", gray, sizeof gray);
  give_bytes("spike_gray's greatest", &brightest, sizeof brightest);
  const float *a = gray, *b = gray + PIXELS_OF_BLOCK;
  for (int add = 0; add <= 1; add++) {
    k->part(a, b, increment, add, 0.25, 0.875, 0.1);
    give_bytes("spike_part", increment, sizeof increment);
  }
  k->ramp(a, b, increment, step, 0.5 / READOUTS, 1.0 / READOUTS);
  give_bytes("spike_ramp", increment, sizeof increment);
  give_bytes("spike_ramp's step", step, sizeof step);
  for (int saturating = 0; saturating <= 1; saturating++) {
    const SaccadeReadouts job = {
        charge, increment, saturating ? NULL : step, (int64_t)400 << 32, saturating, 0, READOUTS, frames, 64, 64};
    k->readouts(&job);
    give_bytes("spike_readouts", frames, sizeof frames);
    give_bytes("spike_readouts's charge", charge, sizeof charge);
  }
  const SaccadeReadouts hard = {charge, increment, NULL, (int64_t)400 << 32, 0, 1, READOUTS, frames, 64, 64};
  k->readouts(&hard);
  give_bytes("spike_readouts's hard", frames, sizeof frames);
}

static void check_sensor(const SaccadeSensorLoops *k) {
  static float drawn[2 * PIXELS_OF_BLOCK], gray[2 * PIXELS_OF_BLOCK], scatter[PIXELS_OF_BLOCK];
  static double charge[PIXELS_OF_BLOCK], dark[PIXELS_OF_BLOCK], sensitivity[PIXELS_OF_BLOCK];
  static double threshold[PIXELS_OF_BLOCK], gathered[PIXELS_OF_BLOCK];
  static uint32_t sums[SACCADE_FEWEST_NORMAL_PHOTONS * SACCADE_PHOTON_COUNTS];
  static uint8_t frames[READOUTS * 64], spiked[64];
  draw(drawn, 2 * PIXELS_OF_BLOCK, 21);
  for (int i = 0; i < 2 * PIXELS_OF_BLOCK; i++) gray[i] = drawn[i] < 0 ? 0.15f * (drawn[i] + 1) : 256 * drawn[i];
  for (int i = 0; i < PIXELS_OF_BLOCK; i++) {
    // Products with powers of two: fused or not, they are the same.
    dark[i] = 0.02 + 0.0078125 * (double)drawn[i];
    sensitivity[i] = 0.0186 * (1 + 0.0625 * (double)drawn[i]);
    threshold[i] = 4.75 - 0.25 * (double)drawn[i];
    scatter[i] = 0.0276f;
  }
  // Rising sums; they need not be Poisson's.
  for (int n = 0; n < SACCADE_FEWEST_NORMAL_PHOTONS; n++)
    for (int i = 0; i < SACCADE_PHOTON_COUNTS; i++)
      sums[n * SACCADE_PHOTON_COUNTS + i] = (uint32_t)i * (UINT32_MAX / (uint32_t)(2 * n + 2) - 1) | 1;
  const float *a = gray, *b = gray + PIXELS_OF_BLOCK;
  for (int add = 0; add <= 1; add++) {
    k->gather(a, b, gathered, add, 0.25, 0.875, 0.1);
    give_bytes("sensor_gather", gathered, sizeof gathered);
  }
  for (int way = 0; way < 12; way++) {
    SaccadeSensorReadouts job = {
        .a = a, .b = b, .gathered = way % 3 == 2 ? gathered : NULL, .first = 0.5 / READOUTS, .step = 1.0 / READOUTS,
        .charge = charge, .dark = dark, .sensitivity = sensitivity, .threshold = threshold, .scatter = scatter,
        .after_spike = 0.998, .hard = way / 3 % 2, .clocks = way < 6 ? 1 : 250, .noisy = way % 3,
        .photons = way < 6 ? 196 : 0, .diffuse = 0.125f, .photon_sums = sums, .spiked = spiked,
        .key = {7, 8}, .normal_purpose = 4, .photon_purpose = 5, .first_readout = (1ull << 32) - 75, .first_pixel = 1024,
        .count = READOUTS, .out = frames, .out_stride = 64, .out_bytes = 64};
    k->sense(&job);
    give_bytes("sensor_readouts", frames, sizeof frames);
    give_bytes("sensor_readouts's charge", charge, sizeof charge);
    give_bytes("sensor_readouts's spiked", spiked, sizeof spiked);
  }
}

static int64_t times[ROOM];
static uint16_t x[ROOM], y[ROOM];
static uint8_t on[ROOM];
static const SaccadeEventColumns columns = {times, x, y, on};

static void give_events(const char *check, ptrdiff_t count) {
  give_bytes(check, &count, sizeof count);
  give_bytes(check, times, count * (ptrdiff_t)sizeof *times);
  give_bytes(check, x, count * (ptrdiff_t)sizeof *x);
  give_bytes(check, y, count * (ptrdiff_t)sizeof *y);
  give_bytes(check, on, count);
}

static uint32_t next_word(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static void check_words(const SaccadeWordLoops *k) {
  static uint32_t words[2 * EVENTS];
  static uint16_t half_words[2 * EVENTS];
  static SaccadeBitPlaces places;
  for (int byte = 0; byte < 256; byte++)
    for (int bit = 0; bit < 8; bit++)
      if (byte >> bit & 1) places.place[byte][places.count[byte]++] = (uint16_t)bit;

  uint32_t state = 1;
  for (int i = 0; i < EVENTS; i++) words[i] = next_word(&state) >> 3;
  give_events("evt2_events", k->evt2((const uint8_t *)words, EVENTS, 4096, columns));

  for (int i = 0; i < EVENTS; i++) {
    words[2 * i] = (uint32_t)i * 3;
    words[2 * i + 1] = next_word(&state) >> 3;
  }
  give_events("dat_events", k->dat((const uint8_t *)words, EVENTS, 1 << 20, 0, columns));

  // A mask of a few pixels below, an event word above.
  for (int i = 0; i < EVENTS; i++) {
    words[2 * i] = next_word(&state) & next_word(&state) & next_word(&state);
    words[2 * i + 1] = next_word(&state) >> 3;
  }
  SaccadeEventRoom room = {columns, ROOM - 8, 0};
  ptrdiff_t done = k->evt21((const uint8_t *)words, EVENTS, 0, 64, &room, &places);
  give_bytes("evt21_events' words", &done, sizeof done);
  give_events("evt21_events", room.written);

  // Rows, pixels, starts of vectors, vectors of 12 and 8, and times of one 4096 us.
  static const uint16_t types[] = {0, 2, 2, 2, 3, 4, 5, 6};
  for (int i = 0; i < 2 * EVENTS; i++) {
    uint32_t word = next_word(&state) >> 8;
    half_words[i] = (uint16_t)(types[word >> 12 & 7] << 12 | (word & 4095));
  }
  static SaccadeEvt3State carried;
  done = k->evt3((const uint8_t *)half_words, 2 * EVENTS, &carried, &room, &places);
  give_bytes("evt3_events' words", &done, sizeof done);
  give_bytes("evt3_events' state", &carried, sizeof carried);
  give_events("evt3_events", room.written);
}

static void check_text(const SaccadeTextLoops *k) {
  enum { MARGIN = 24, BYTES = 64 * 1024 };
  static char text[MARGIN + BYTES];
  ptrdiff_t length = 0;
  uint32_t state = 2;
  for (int i = 0; i < EVENTS; i++) {
    uint32_t word = next_word(&state);
    length += snprintf(text + MARGIN + length, 64, "%d.%06d %u %u %u\n", i / 100, i % 100 * 10000, word >> 8 & 1023,
                       word >> 20 & 511, word >> 31);
  }
  const SaccadeTextLayout layout = {{0, 1, 2, 3}, 4, 6};
  const uint8_t *bytes = (const uint8_t *)text + MARGIN;
  SaccadeEventRoom room = {columns, ROOM - 8, 0};
  ptrdiff_t read = k->lines(bytes, length, &layout, &room);
  give_bytes("text_lines' bytes", &read, sizeof read);
  give_events("text_lines", room.written);
  ptrdiff_t lines = k->count(bytes, length);
  give_bytes("text_count", &lines, sizeof lines);
}

static void check_event_pixels(const SaccadeEventCameraLoops *k) {
  enum { PIXELS = 1003, ROOM_OF_PIXELS = 1024 };
  static float gray[ROOM_OF_PIXELS], filtered[ROOM_OF_PIXELS], reference[ROOM_OF_PIXELS], lower[ROOM_OF_PIXELS],
      upper[ROOM_OF_PIXELS], on[ROOM_OF_PIXELS], off[ROOM_OF_PIXELS], leak[ROOM_OF_PIXELS], before[ROOM_OF_PIXELS];
  static uint32_t places[ROOM_OF_PIXELS];
  draw(gray, ROOM_OF_PIXELS, 40);
  draw(lower, ROOM_OF_PIXELS, 41);
  for (int i = 0; i < ROOM_OF_PIXELS; i++) {
    gray[i] = 130 * (gray[i] + 1);
    lower[i] = gray[i] - 1 - lower[i] * 1.1f;
    upper[i] = gray[i] + 1;
    on[i] = off[i] = 0.2f;
    leak[i] = 0.2f;
  }
  ptrdiff_t found = k->outside(gray, lower, upper, PIXELS, places);
  give_bytes("event_outside", places, found * (ptrdiff_t)sizeof *places);
  // A step that only takes the logarithm, then one with all terms.
  SaccadeFilteredPixels job = {gray, filtered, reference, on, off, NULL, 0, 0, NULL, 0, 0,
                               {1, 2}, {3, 4}, 18, 24, 5, 0, PIXELS, places, before};
  k->filtered(&job);
  give_floats("event_filtered's logarithm", filtered, PIXELS);
  for (int i = 0; i < PIXELS; i++) {
    reference[i] = filtered[i];
    gray[i] = 260 - gray[i];
  }
  job.leak = leak;
  job.leak_scale = 0.01f;
  job.leak_jitter = 0.5f;
  job.response = 0.3;
  found = k->filtered(&job);
  give_floats("event_filtered", filtered, PIXELS);
  give_floats("event_filtered's reference", reference, PIXELS);
  give_bytes("event_filtered's places", places, found * (ptrdiff_t)sizeof *places);
  give_floats("event_filtered's change", before, found);
  static float noise[ROOM_OF_PIXELS];
  job.noise = noise;
  job.noise_keep = 0.5f;
  job.noise_scale = 0.1f;
  k->filtered(&job);
  give_floats("event_filtered's noise", noise, PIXELS);
}

void check_cameras(const SaccadeKernelTable *kernels) {
  check_spikes(&kernels->spikes.camera);
  check_event_pixels(&kernels->events.camera);
  check_sensor(&kernels->spikes.sensor);
  check_words(&kernels->words);
  check_text(&kernels->text);
}
