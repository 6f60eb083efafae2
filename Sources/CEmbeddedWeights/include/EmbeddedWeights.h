// Weights that the program carries, byte for byte as their files.
#pragma once

/// The classifier of drawn digits, `.safetensors`, and its length in bytes.
const void *saccade_drawn_digits(void);
long saccade_drawn_digits_size(void);
