#include "Tables.h"

#include <string.h>

#define LANES 4
#define TABLE saccade_kernels_portable
#include "Bodies.inc"
