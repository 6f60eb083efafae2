// The inner loops that need instructions chosen at run time. No allocation, no threads, no input or output.
#pragma once

#include <stdint.h>

#include "EventTensors.h"
#include "PreciseRow.h"
#include "SpikingSynapses.h"
#include "Training.h"

/// The instruction sets for which every loop is compiled, weakest first.
typedef enum SaccadeInstructionSet {
  SACCADE_PORTABLE = 0,
  SACCADE_AVX2 = 1,
  SACCADE_AVX512 = 2,
} SaccadeInstructionSet;

/// For each byte the places of its set bits, lowest first, and their number.
typedef struct SaccadeBitPlaces {
  uint16_t place[256][8];
  uint8_t count[256];
} SaccadeBitPlaces;

/// What EVT3 carries from word to word: the time's high and low part, the next pixel of a vector, row, polarity.
typedef struct SaccadeEvt3State {
  int64_t base;
  int64_t low;
  uint32_t x;
  uint32_t y;
  uint32_t on;
} SaccadeEvt3State;

/// The shape of lines of numbers, one event each.
typedef struct SaccadeTextLayout {
  /// What each field of a line is: 0 to 3 for t, x, y, p, each once; 4 for others.
  uint8_t role[8];
  /// The fields of a line, 4 to 8.
  int fields;
  /// The power of ten that takes times to microseconds: 6, 3, 0 or -3.
  int exponent;
} SaccadeTextLayout;

/// Neighbouring square tiles of pixels in one row of tiles.
typedef struct SaccadeTiles {
  /// The row of tiles, and the first of them in it.
  long row;
  long column;
  /// How many.
  long count;
  /// The places from the first on that may be written; those beyond `count` then hold no meaning.
  long room;
} SaccadeTiles;

/// Packed rows of a that meet one packed row of b in a correlation: out = leaky(scale * sum over the channels).
typedef struct SaccadeCorrelation {
  /// Row y of a, in blocks of 16, lies at a + (y % ring) * a_stride.
  const float *a;
  long a_stride;
  long ring;
  /// Row `row` of b, in blocks of 24.
  const float *b;
  long channels;
  /// The pixels of a row.
  long columns;
  /// The row of b, and the rows of a that meet it: at most 4 rows away.
  long row;
  long first_row;
  long row_count;
  /// The first pixel of row 0 of displacement 0; a row of the output is out_width long, a displacement out_stride.
  float *out;
  long out_width;
  long out_stride;
  float scale;
  float slope;
  /// Whether to write around the caches what makes whole lines of them.
  int streaming;
  /// Rows that will be packed next, to be fetched ahead: the first channel's first pixel, and the distance of channels.
  const float *next_a;
  const float *next_b;
  long next_stride;
} SaccadeCorrelation;

/// The gradient that reaches a correlation's output, and that output, of one sample.
typedef struct SaccadeCorrelationUpstream {
  const float *upstream;
  const float *output;
  long plane_stride;
  long height;
  long width;
  /// The factors of all values, and of those where the output is not positive.
  float scale;
  float slope;
  /// 0 for the values at each pixel, 1 for those that the pixel of the other map sees: from displacement -d at the
  /// pixel d away.
  int turned;
} SaccadeCorrelationUpstream;

/// Up to four rows of the gradient of one map of a correlation.
typedef struct SaccadeCorrelationGradient {
  /// The packed upstream gradient of these rows, g_stride apart, padded with rows to a multiple of four.
  const float *g;
  long g_stride;
  /// Row y of the other map, in blocks of 24, lies at b + (y % ring) * b_stride.
  const float *b;
  long b_stride;
  long ring;
  long channels;
  long columns;
  long height;
  /// The first row, and how many.
  long row;
  long row_count;
  /// The first pixel of row 0 of the first channel.
  float *out;
  long out_width;
  long out_stride;
  int accumulate;
} SaccadeCorrelationGradient;

/// A bilinear warp with border padding of a picture.
typedef struct SaccadeWarp {
  /// The displacements of every pixel to the right and downwards, and their factor.
  const float *u;
  const float *v;
  float scale;
  long width;
  long height;
  /// 0 adds the skew of a grid that is normalised by width - 1 and height - 1 but sampled in the half-pixel convention.
  int align_corners;
} SaccadeWarp;

/// A frame of a spiking camera inside a picture to be warped.
typedef struct SaccadeSpikeFrame {
  /// A bit a pixel, least significant first, rows without padding; at least four bytes.
  const uint8_t *bits;
  long byte_count;
  long width;
  long height;
  /// The columns of the picture left of the frame. Those and what lies right of and below it repeat its edge.
  long left;
} SaccadeSpikeFrame;

/// The transforms of Winograd's F(m x m, 3 x 3): tiles of m x m outputs from (m + 2)^2 products.
typedef struct SaccadeWinograd {
  /// m.
  long side;

  /// The (m + 2)^2 weight matrices, each packed for `panel_product` and `matrix_stride` after the one before. The 3 x 3
  /// weights of an output and an input lie at weight[o * output_stride + c * input_stride]; `turned` turns them by half
  /// a circle, as the gradient of the input needs them.
  void (*weights)(const float *weight, long outputs, long inputs, long output_stride, long input_stride, int turned,
                  float *u, long matrix_stride);

  /// The transform of m + 2 by m + 2 pixels around each of some tiles, zero outside the picture: value k of tile i and
  /// channel c goes to v[k * matrix_stride + c * channel_stride + i].
  void (*input)(const float *plane, long plane_stride, long channels, long height, long width, SaccadeTiles tiles,
                float *v, long channel_stride, long matrix_stride);

  /// The pixels of some tiles from their products: leaky(sum + bias[o]), bias NULL for none, or that added to what is
  /// there, where they lie in the picture. Products are read up to a multiple of 16 tiles.
  void (*output)(const float *m, long output_stride, long matrix_stride, long outputs, const float *bias, float slope,
                 int accumulate, float *plane, long plane_stride, long height, long width, SaccadeTiles tiles);

  /// The adjoint of the last transform: the values that each tile's pixels of a gradient lead back to, laid out as those
  /// of `input`.
  void (*output_adjoint)(const float *plane, long plane_stride, long channels, long height, long width,
                         SaccadeTiles tiles, float *d, long channel_stride, long matrix_stride);

  /// The adjoint of the transform of weights: `count` kernels of 3 x 3 from their values u[k * matrix_stride + i], or
  /// that added to them.
  void (*weights_adjoint)(const float *u, long count, long matrix_stride, int accumulate, float *weight);
} SaccadeWinograd;

/// One body of every loop.
typedef struct SaccadeKernelTable {
  /// x[i] = leaky(x[i] + bias) for `count` values, where leaky(v) is v for v > 0 and slope * v below.
  void (*bias_leaky_relu)(float *x, long count, float bias, float slope);

  /// Lets other threads see what was written around the caches before, as `streaming` asks for.
  void (*fence_stores)(void);

  /// sum[i] += x[i] for `count` values.
  void (*add_row)(const float *x, long count, float *sum);

  /// gradient[i] *= slope where output[i] is not positive, for `count` values.
  void (*leaky_relu_gradient)(const float *output, long count, float slope, float *gradient);

  /// out[i] = src[start + i * step] for `count` values, zero where the index lies outside 0 ..< length.
  void (*gather_row)(float *out, const float *src, long length, long start, long step, long count);

  /// out[i] = leaky(sums[(i % phases) * phase_stride + i / phases] + bias) for `count` values, or that added to it.
  void (*finish_row)(const float *sums, long phase_stride, long phases, long count, float bias, float slope,
                     int accumulate, float *out);

  /// out[x] = leaky(bias + sum over t of terms[shifts[t] + x]) for `count` shifts and `width` values, or that added.
  void (*shifted_sum)(const float *terms, const int32_t *shifts, long count, long width, float bias, float slope,
                      int accumulate, float *out);

  /// The sum of `count` values.
  double (*row_sum)(const float *x, long count);

  /// Packs a part of a row of every channel into blocks of 16 pixels, the first at `first`: value i of channel c of block
  /// k goes to out[(k * channels + c) * 16 + i]. `reaching` blocks hold 24 values instead, from 4 pixels before. What
  /// lies outside 0 ..< width is zero.
  void (*correlation_pack)(const float *row, long plane_stride, long channels, long width, long first, long blocks,
                           int reaching, float *out);

  /// Correlates some rows of a with one of b over 9 horizontal displacements each.
  void (*correlation_rows)(const SaccadeCorrelation *job);

  /// Packs row y of the upstream gradient, times the leaky ReLU's derivative and the scale, into blocks of 16 pixels from
  /// `first` on: displacement d of block k goes to out[(k * 81 + d) * 16]. What lies outside the picture is zero.
  void (*correlation_gradient_pack)(const SaccadeCorrelationUpstream *from, long y, long first, long blocks,
                                    float *out);

  /// The gradient of some rows: out[c] = sum over the displacements d of g[d] * b[c] at the pixel d away.
  void (*correlation_gradient)(const SaccadeCorrelationGradient *job);

  /// The positions that row y of a warp samples: the pixel at the top left of each, never in the last row or column where
  /// there are two, and its fractions of the way to the right and, `stride` after those, to the bottom. `slopes`, NULL
  /// where not needed, are laid out likewise: how far a position moves with its displacement, zero where it is held at
  /// the picture's edge. All rows are written up to a multiple of 16.
  void (*warp_coordinates)(const SaccadeWarp *warp, long y, int32_t *offsets, float *fractions, float *slopes,
                           long stride);

  /// One row of one channel of a warp: the four pixels around each position, blended by its fractions. A register may be
  /// read from the last pixel on.
  void (*warp_sample)(const float *src, const int32_t *offsets, const float *fractions, long stride, long width,
                      long height, int streaming, float *out);

  /// Row y of the warp of a picture that a frame of spikes fills, `align_corners` 1.
  void (*warp_spikes)(const SaccadeSpikeFrame *frame, const SaccadeWarp *warp, long y, float *out);

  /// Adds one row of the gradient of a warp's output to the pixels that it was sampled from.
  void (*warp_scatter)(const float *upstream, const int32_t *offsets, const float *fractions, long stride, long width,
                       long height, float *gradient);

  /// Adds to sums[x] and sums[stride + x] what one channel of a row gives to the gradient of the positions along x and y.
  void (*warp_displacement)(const float *src, const float *upstream, const int32_t *offsets, const float *fractions,
                            long stride, long width, long height, float *sums);

  /// out[x] = a[x] * b[x], or that added to it; a and b are read up to a multiple of 16.
  void (*multiply_row)(const float *a, const float *b, long count, int accumulate, float *out);

  /// out[x] = the blend by fractions[x] of row[left[x]] and row[right[x]], whose indices do not fall and grow by at most
  /// one every second x. Tables and `out` are read and written up to a multiple of 16, a register from row[left[x]] on.
  void (*resample_row)(const float *row, const int32_t *left, const int32_t *right, const float *fractions,
                       long count, float *out);

  /// out[x] = top_weight * top[x] + bottom_weight * bottom[x]; both rows are read up to a multiple of 16.
  void (*blend_rows)(const float *top, const float *bottom, float top_weight, float bottom_weight, long count,
                     int streaming, float *out);

  /// out[x] = sum over r of weights[r] * rows[r * stride + x]; `out` is written up to a multiple of 16.
  void (*weighted_rows)(const float *rows, long stride, const float *weights, long row_count, long count, float *out);

  /// out[x] = sum over t of weights[t * stride + x] * row[starts[x] + t], or that added to it, where `starts` do not fall
  /// within `count` and grow by 31 at most over 16. Tables are read up to a multiple of 16 and repeat the last start
  /// there; of the row, 48 values are read from a start on.
  void (*doubling_taps)(const float *row, const int32_t *starts, const float *weights, long tap_count, long stride,
                        long count, int accumulate, float *out);

  /// out[o * out_stride + x] = sum over c of W[o][c] * columns[c * channel_stride + x] for `outputs` rows and `count`
  /// columns, where W[o][c] = weights[(o / 8 * terms + c) * 8 + o % 8]. Rows of `out` are written up to a multiple of 8,
  /// columns are read and written up to a multiple of 16.
  void (*panel_product)(const float *weights, long terms, const float *columns, long channel_stride, long channels,
                        long outputs, long count, float *out, long out_stride);

  /// The same for columns that lie in planes and not in cache, added to what is there where `accumulate` says so.
  void (*plane_product)(const float *weights, long terms, const float *columns, long channel_stride, long channels,
                        long outputs, long count, int accumulate, float *out, long out_stride);

  /// The first over `tap_count` places of every channel: the sum over c and t of
  /// weights[((o / 8 * channels + c) * tap_count + t) * 8 + o % 8] * columns[c * channel_stride + taps[t] + x].
  void (*tap_product)(const float *weights, const float *columns, long channel_stride, long channels,
                      const int32_t *taps, long tap_count, long outputs, long count, float *out, long out_stride);

  /// Winograd's transforms for tiles of 2 x 2, 4 x 4 and 6 x 6 outputs.
  SaccadeWinograd winograd2;
  SaccadeWinograd winograd4;
  SaccadeWinograd winograd6;

  /// x[i] = exp(x[i]) for `count` values. Over all float32 the error measured is below 1.1 ulp; results below the
  /// smallest normal number are rounded, not flushed, infinity follows 88.7228, and a NaN stays.
  void (*exponential_row)(float *x, long count);

  /// x[i] = 1 / (1 + exp(-x[i])), measured error below 2.5 ulp over all float32.
  void (*sigmoid_row)(float *x, long count);

  /// x[i] = tanh(x[i]), measured error below 2.6 ulp over all float32; small values and the sign of zero are kept.
  void (*tanh_row)(float *x, long count);

  /// out[i] = sigmoid(r[i]) * h[i] for `count` values; where `keep` is not 0, r becomes the sigmoid. `out` may be h.
  void (*gru_reset)(float *r, const float *h, float *out, int keep, long count);

  /// out[i] = (1 - Z) * h[i] + Z * Q with Z = sigmoid(z[i]) and Q = tanh(q[i]); where `keep` is not 0, z and q become Z
  /// and Q. `out` may be h.
  void (*gru_blend)(float *z, float *q, const float *h, float *out, int keep, long count);

  /// The gradient of gru_blend, whose kept Z and Q are z and q, with respect to its arguments before the sigmoid and
  /// tanh: z_gradient = g (q - h) z (1 - z), q_gradient = g z (1 - q^2), h_gradient = g (1 - z), g = upstream[i]. Any
  /// result may take the place of any argument.
  void (*gru_blend_gradient)(const float *upstream, const float *z, const float *q, const float *h, float *z_gradient,
                             float *q_gradient, float *h_gradient, long count);

  /// The gradient of gru_reset, whose kept sigmoid is r: r_gradient = g h r (1 - r), and g r is added to h_gradient.
  /// r_gradient may take the place of any argument.
  void (*gru_reset_gradient)(const float *upstream, const float *r, const float *h, float *r_gradient,
                             float *h_gradient, long count);

  /// A row of a convolution in double precision.
  void (*precise_row)(const SaccadePreciseRow *job);

  /// Training.
  SaccadeTraining training;

  /// dst[i] = src[i] held between 0 and `brightest`. Returns the largest of them, or -1 where one is not a number.
  float (*spike_gray)(const float *src, float *dst, long count, float brightest);

  /// What a part of a readout adds to 512 pixels whose gray goes from a to b, in units of 2^-32 gray levels:
  /// round(a * to) - round(a * from) + round((b - a) * slope), put in place of the increment, or added to it.
  void (*spike_part)(const float *a, const float *b, int64_t *increment, int add, double from, double to,
                     double slope);

  /// increment = a + round((b - a) * first) and step = round((b - a) * slope) for 512 pixels, in the same units.
  void (*spike_ramp)(const float *a, const float *b, int64_t *increment, int64_t *step, double first, double slope);

  /// `readouts` readouts of 512 pixels: charge += increment, increment += step (none where `step` is NULL), and
  /// where charge >= threshold a spike and charge -= threshold; `saturating` then holds charge below the threshold.
  /// Readout r writes `out_bytes` (1 to 64) bytes of packed spikes, least significant bit first, to
  /// out + r * out_stride.
  void (*spike_readouts)(int64_t *charge, int64_t *increment, const int64_t *step, long readouts, int64_t threshold,
                         int saturating, uint8_t *out, long out_stride, long out_bytes);

  /// Decodes EVT2 words until the first that is no event; returns how many. There is room for all.
  long (*evt2_events)(const uint8_t *bytes, long words, int64_t base, SaccadeEventColumns to);

  /// Decodes DAT 2 events in whole blocks until one of a time whose highest bit is not that of `high`; returns how many.
  long (*dat_events)(const uint8_t *bytes, long events, int64_t base, uint32_t high, SaccadeEventColumns to);

  /// Decodes EVT2.1 words until the first that is no event, or less than 32 events of `room` are left; returns how many
  /// words, and the events in `written`.
  long (*evt21_events)(const uint8_t *bytes, long words, int halves_swapped, int64_t base, SaccadeEventColumns to,
                       long room, long *written, const SaccadeBitPlaces *places);

  /// Decodes EVT3 words until one that is neither event, row, nor time within the same 4096 us, or less than 64 events
  /// of `room` are left; returns how many words, and the events in `written`.
  long (*evt3_events)(const uint8_t *bytes, long words, SaccadeEvt3State *state, SaccadeEventColumns to, long room,
                      long *written, const SaccadeBitPlaces *places);

  /// Decodes lines until one that is cut off or not of the usual shape: numbers with one separator between, places of up
  /// to 4 digits, polarities 0 and 1 or -1 and 1; never the last line of the bytes. Returns the bytes of the lines, and
  /// the events in `written`. 24 bytes before the first must be readable.
  long (*text_lines)(const uint8_t *bytes, long count, const SaccadeTextLayout *layout, SaccadeEventColumns to,
                     long room, long *written);

  /// The number of ends of lines.
  long (*text_count)(const uint8_t *bytes, long count);

  /// The places scale * channel of the spikes of `pixels` pixels in the order of pixels and channels, and where each
  /// pixel's start (one more than pixels); returns their number. A register may be written after the last place.
  long (*spike_places)(const uint64_t *words, long pixels, long words_per_pixel, uint32_t scale, uint32_t *places,
                       uint32_t *starts);

  /// One row of spiking neurons; returns the number of spikes.
  long (*spike_row)(const SaccadeSpikeRow *job);

  /// The spikes of `pixels` pixels as values of 1 and 0: out[p * stride + channel].
  void (*spike_values)(const uint64_t *words, long pixels, long words_per_pixel, long channels, long stride,
                       float *out);

  /// Tensors of events.
  SaccadeEventTensors event_tensors;
} SaccadeKernelTable;

/// The loops compiled for one instruction set, or NULL where this processor lacks it.
const SaccadeKernelTable *saccade_kernel_table(SaccadeInstructionSet set);
