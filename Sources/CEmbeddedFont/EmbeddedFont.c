#include "EmbeddedFont.h"

// #embed is of C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char font[] = {
#embed "DejaVuSans.ttf"
};

const void *saccade_font(void) { return font; }

long saccade_font_size(void) { return sizeof font; }
