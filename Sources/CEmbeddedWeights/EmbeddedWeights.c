#include "EmbeddedWeights.h"

// #embed is of C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char drawn_digits[] = {
#embed "drawn-digits.safetensors"
};

const void *saccade_drawn_digits(void) { return drawn_digits; }

long saccade_drawn_digits_size(void) { return sizeof drawn_digits; }
