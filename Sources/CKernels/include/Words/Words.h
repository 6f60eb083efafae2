// Words of event cameras into columns.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../Events/Columns.h"

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

/// The loops of formats of words. Each decodes as long as words are its own; there is room for seven events past the
/// last.
typedef struct SaccadeWordLoops {
  /// Decodes EVT2 words until the first that is no event; returns how many. There is room for all.
  ptrdiff_t (*evt2)(const uint8_t *bytes, ptrdiff_t words, int64_t base, SaccadeEventColumns to);

  /// Decodes DAT 2 events in whole blocks until one of a time whose highest bit is not that of `high`; returns how many.
  ptrdiff_t (*dat)(const uint8_t *bytes, ptrdiff_t events, int64_t base, uint32_t high, SaccadeEventColumns to);

  /// Decodes EVT2.1 words until the first that is no event, or less than 32 events of room are left; returns how many
  /// words.
  ptrdiff_t (*evt21)(const uint8_t *bytes, ptrdiff_t words, int halves_swapped, int64_t base, SaccadeEventRoom *to,
                     const SaccadeBitPlaces *places);

  /// Decodes EVT3 words until one that is neither event, row, nor time within the same 4096 us, or less than 64 events
  /// of room are left; returns how many words.
  ptrdiff_t (*evt3)(const uint8_t *bytes, ptrdiff_t words, SaccadeEvt3State *state, SaccadeEventRoom *to,
                    const SaccadeBitPlaces *places);
} SaccadeWordLoops;
