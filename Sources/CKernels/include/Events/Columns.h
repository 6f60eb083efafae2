// Columns of events.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Columns of events, with room for seven events past the last.
typedef struct SaccadeEventColumns {
  int64_t *t;
  uint16_t *x;
  uint16_t *y;
  uint8_t *p;
} SaccadeEventColumns;

/// Columns that a loop fills until their room is used up.
typedef struct SaccadeEventRoom {
  SaccadeEventColumns columns;
  /// The events that there is room for.
  ptrdiff_t room;
  /// Told by the loop: the events that it has written.
  ptrdiff_t written;
} SaccadeEventRoom;
