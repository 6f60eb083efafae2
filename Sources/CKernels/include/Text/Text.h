// Lines of decimal numbers into columns.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../Events/Columns.h"

/// The shape of lines of numbers, one event each.
typedef struct SaccadeTextLayout {
  /// What each field of a line is: 0 to 3 for t, x, y, p, each once; 4 for others.
  uint8_t role[8];
  /// The fields of a line, 4 to 8.
  int fields;
  /// The power of ten that takes times to microseconds: 6, 3, 0 or -3.
  int exponent;
} SaccadeTextLayout;

/// The loops of text.
typedef struct SaccadeTextLoops {
  /// Decodes lines until one that is cut off or not of the usual shape: numbers with one separator between, places of up
  /// to 4 digits, polarities 0 and 1 or -1 and 1; never the last line of the bytes. Returns the bytes of the lines. 24
  /// bytes before the first must be readable.
  ptrdiff_t (*lines)(const uint8_t *bytes, ptrdiff_t count, const SaccadeTextLayout *layout, SaccadeEventRoom *to);

  /// The number of ends of lines.
  ptrdiff_t (*count)(const uint8_t *bytes, ptrdiff_t count);
} SaccadeTextLoops;
