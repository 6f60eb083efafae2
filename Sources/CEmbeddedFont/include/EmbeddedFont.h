// The font that the program carries, byte for byte as its file.
#pragma once

/// DejaVu Sans, TrueType, and its length in bytes.
const void *saccade_font(void);
long saccade_font_size(void);
