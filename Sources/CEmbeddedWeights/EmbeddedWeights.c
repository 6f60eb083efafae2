#include "EmbeddedWeights.h"

#include <string.h>

// #embed is of C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char drawn_digits[] = {
#embed "drawn-digits.safetensors"
};

const void *saccade_drawn_digits(void) { return drawn_digits; }

long saccade_drawn_digits_size(void) { return sizeof drawn_digits; }

// A set that is not in the repository yet is left out.

#if __has_embed("../../Weights/scflow/scflow.safetensors")
static const unsigned char scflow[] = {
#embed "../../Weights/scflow/scflow.safetensors"
};
#define SCFLOW scflow, sizeof scflow
#else
#define SCFLOW 0, 0
#endif

#if __has_embed("../../Weights/scflow-dt10/scflow-dt10.safetensors")
static const unsigned char scflow_dt10[] = {
#embed "../../Weights/scflow-dt10/scflow-dt10.safetensors"
};
#define SCFLOW_DT10 scflow_dt10, sizeof scflow_dt10
#else
#define SCFLOW_DT10 0, 0
#endif

#if __has_embed("../../Weights/scflow-dt20/scflow-dt20.safetensors")
static const unsigned char scflow_dt20[] = {
#embed "../../Weights/scflow-dt20/scflow-dt20.safetensors"
};
#define SCFLOW_DT20 scflow_dt20, sizeof scflow_dt20
#else
#define SCFLOW_DT20 0, 0
#endif

#if __has_embed("../../Weights/steflownet-s/steflownet-s.safetensors")
static const unsigned char steflownet_s[] = {
#embed "../../Weights/steflownet-s/steflownet-s.safetensors"
};
#define STEFLOWNET_S steflownet_s, sizeof steflownet_s
#else
#define STEFLOWNET_S 0, 0
#endif

#if __has_embed("../../Weights/firenet/firenet.safetensors")
static const unsigned char firenet[] = {
#embed "../../Weights/firenet/firenet.safetensors"
};
#define FIRENET firenet, sizeof firenet
#else
#define FIRENET 0, 0
#endif

static const struct {
  const char *name;
  const void *bytes;
  long size;
} sets[] = {
    {"scflow", SCFLOW},
    {"scflow-dt10", SCFLOW_DT10},
    {"scflow-dt20", SCFLOW_DT20},
    {"steflownet-s", STEFLOWNET_S},
    {"firenet", FIRENET},
};

const void *saccade_carried_weights(const char *name, long *size) {
  for (unsigned index = 0; index < sizeof sets / sizeof *sets; index++) {
    if (strcmp(sets[index].name, name) != 0) continue;
    *size = sets[index].size;
    return sets[index].bytes;
  }
  *size = 0;
  return 0;
}
