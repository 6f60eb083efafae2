// Weights that the program carries, byte for byte as their files.
#pragma once

/// The classifier of drawn digits, `.safetensors`, and its length in bytes.
const void *saccade_drawn_digits(void);
long saccade_drawn_digits_size(void);

/// A set of `Weights/NAME/NAME.safetensors` in the repository, and its length in bytes; null and 0 where this build was
/// made without it.
const void *saccade_carried_weights(const char *name, long *size);
