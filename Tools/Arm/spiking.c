#include <string.h>

#include "Checks.h"

enum { WIDTH = 9, HEIGHT = 5, PIXELS = WIDTH * HEIGHT, FROM = 40, TO = 32, TAPS = 9, PLACES = PIXELS * FROM };

// Multiples of 1/64: sums are exact, so that no fused addition moves a membrane over its threshold.
static void draw_exactly(float *values, ptrdiff_t count, uint32_t seed) {
  draw(values, count, seed);
  for (ptrdiff_t i = 0; i < count; i++) values[i] = (float)(int)(64 * values[i]) / 64;
}

static uint64_t words[PIXELS];

static void draw_spikes(void) {
  static float drawn[PIXELS * FROM];
  draw(drawn, PIXELS * FROM, 40);
  memset(words, 0, sizeof words);
  for (int i = 0; i < PIXELS * FROM; i++)
    if (drawn[i] > 0.6f) words[i / FROM] |= (uint64_t)1 << i % FROM;
}

static void check_rows(const SaccadeSpikingLayerLoops *k, ptrdiff_t channels, int hard) {
  static float weights[(TAPS * FROM + 1) * TO], start[TO], amplitudes[TO], membranes[WIDTH * TO], thresholds[TO];
  static float sums[WIDTH * TO];
  static uint32_t places[PLACES + 16], starts[PIXELS + 1], list[TAPS * FROM + 16];
  static uint8_t bits[WIDTH * TO / 8];
  ptrdiff_t zero = TAPS * FROM * channels;
  draw_exactly(weights, zero, 41);
  memset(weights + zero, 0, (size_t)channels * sizeof *weights);
  draw_exactly(start, channels, 42);
  draw_exactly(amplitudes, channels, 43);
  draw_exactly(membranes, WIDTH * channels, 44);
  for (ptrdiff_t i = 0; i < channels; i++) thresholds[i] = 0.5f + (float)i / 64;
  ptrdiff_t count = k->places(words, PIXELS, 1, (uint32_t)channels, places, starts);
  give_bytes("spike_places", places, count * (ptrdiff_t)sizeof *places);
  give_bytes("spike_places's starts", starts, sizeof starts);
  SaccadeSpikeRow job = {.source_count = 1, .identity_count = 1, .weights = weights, .scale = 0.5f};
  job.sources[0] = (SaccadeSpikeSource){.places = places, .starts = starts, .width = WIDTH, .pooled_height = HEIGHT,
                                        .pooled_width = WIDTH, .rows = 3, .columns = 3, .stride = 1, .padding = 1,
                                        .pool = 1, .step = (uint32_t)(FROM * channels)};
  job.zero = (uint32_t)zero;
  job.channels = channels;
  job.start = start;
  job.list = list;
  job.membranes = membranes;
  job.thresholds = thresholds;
  job.decay = hard ? 0.5f : 1;
  job.hard = hard;
  job.bits = bits;
  job.bits_step = channels / 8;
  job.count = WIDTH;
  for (job.row = 0; job.row < HEIGHT; job.row++) {
    job.identities[0] = (SaccadeSpikeIdentity){words + job.row * WIDTH, 1, 1, -4, amplitudes};
    job.sums = sums;
    k->row(&job);
    give_bytes("spike_row's sums", sums, WIDTH * channels * (ptrdiff_t)sizeof *sums);
    job.sums = NULL;
    int64_t spikes = k->row(&job);
    give_bytes("spike_row's spikes", &spikes, sizeof spikes);
    give_bytes("spike_row's bits", bits, WIDTH * channels / 8);
    give_floats("spike_row's membranes", membranes, WIDTH * channels);
  }
}

void check_spiking(const SaccadeSpikingLayerLoops *loops) {
  draw_spikes();
  for (int hard = 0; hard <= 1; hard++) {
    check_rows(loops, 16, hard);
    check_rows(loops, 32, hard);
  }
}
