// What spikes add to the membranes of a layer of spiking neurons.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// A map of spikes, a bit a channel in words of 64 from the lowest bit on, as the places in the weights that its spikes
/// select, and how a layer's kernel lies over it.
typedef struct SaccadeSpikeSource {
  /// The places of the spikes of pixel p lie from starts[p] to starts[p + 1]; p counts from the first pixel of
  /// `first_row`. A register may be read after the last place.
  const uint32_t *places;
  const uint32_t *starts;
  ptrdiff_t first_row;
  /// For AVX-512 and maps of at most 32 channels without pooling: the words of the first pixel of `first_row`, one a
  /// pixel, and the distance of two channels' places. Places and starts are not read then. Else NULL.
  const uint64_t *words;
  uint32_t scale;
  /// The map's columns, and its rows and columns after pooling.
  ptrdiff_t width;
  ptrdiff_t pooled_height;
  ptrdiff_t pooled_width;
  /// The kernel, and the squares of pixels that make one of its inputs.
  ptrdiff_t rows;
  ptrdiff_t columns;
  ptrdiff_t stride;
  ptrdiff_t padding;
  ptrdiff_t pool;
  /// What is added to the places of the first tap, and from tap to tap.
  uint32_t first;
  uint32_t step;
} SaccadeSpikeSource;

/// The spikes that are added channel by channel: those of one row of a map, every `stride`-th pixel.
typedef struct SaccadeSpikeIdentity {
  /// The words of the row's first pixel.
  const uint64_t *words;
  ptrdiff_t words_per_pixel;
  ptrdiff_t stride;
  /// The channel of the map that meets the first of this layer's, negative where zeros come before.
  ptrdiff_t channel;
  /// What a spike of each channel adds.
  const float *amplitudes;
} SaccadeSpikeIdentity;

/// The neurons of one row of a layer and up to 64 of its channels.
typedef struct SaccadeSpikeRow {
  /// Up to four maps of spikes whose weights are added: two, and those of their negative spikes.
  SaccadeSpikeSource sources[4];
  ptrdiff_t source_count;
  /// Up to two maps whose spikes are added channel by channel.
  SaccadeSpikeIdentity identities[2];
  ptrdiff_t identity_count;
  /// The weights of `channels` outputs for every place, what their sums are multiplied by, and the place whose weights
  /// are zero.
  const float *weights;
  float scale;
  uint32_t zero;
  /// 16, 32 or 64.
  ptrdiff_t channels;
  /// The row and its pixels.
  ptrdiff_t row;
  ptrdiff_t count;
  /// What is added to the sums: `channels` values, `start_step` apart from pixel to pixel.
  const float *start;
  ptrdiff_t start_step;
  /// Room for the places of one output, and a register more.
  uint32_t *list;
  /// The sums, where they are wanted and no neuron follows; else NULL.
  float *sums;
  /// The membranes, `channels` a pixel, and the thresholds of the channels.
  float *membranes;
  const float *thresholds;
  /// What is left of a membrane, and whether a spike sets it to zero.
  float decay;
  int hard;
  /// The bits of these channels of the first pixel, and the bytes to the next pixel's.
  uint8_t *bits;
  ptrdiff_t bits_step;
} SaccadeSpikeRow;

/// The loops of spiking layers.
typedef struct SaccadeSpikingLayerLoops {
  /// The places scale * channel of the spikes of `pixels` pixels in the order of pixels and channels, and where each
  /// pixel's start (one more than pixels); returns their number. A register may be written after the last place.
  ptrdiff_t (*places)(const uint64_t *words, ptrdiff_t pixels, ptrdiff_t words_per_pixel, uint32_t scale,
                      uint32_t *places, uint32_t *starts);

  /// One row of spiking neurons; returns the number of spikes.
  ptrdiff_t (*row)(const SaccadeSpikeRow *job);
} SaccadeSpikingLayerLoops;
