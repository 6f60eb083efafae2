// Usage: kernels write FILE | kernels compare FILE
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Checks.h"

static FILE *file;
static int writes;
static ptrdiff_t checks, failures;

void draw(float *values, ptrdiff_t count, uint32_t seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (ptrdiff_t i = 0; i < count; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    values[i] = (float)((int64_t)state >> 40) / (float)(1 << 23);
  }
}

// The other machine's bytes of this check; both are little-endian.
static void *expected(const char *check, ptrdiff_t size) {
  char name[32] = {0};
  int64_t length = 0;
  void *bytes = malloc((size_t)size + 1);
  if (fread(name, sizeof name, 1, file) != 1 || fread(&length, sizeof length, 1, file) != 1 || strcmp(name, check) ||
      length != size || fread(bytes, (size_t)size, 1, file) != 1) {
    fprintf(stderr, "error: the file does not go on with %td bytes of %s\n", size, check);
    exit(1);
  }
  return bytes;
}

static void put(const char *check, const void *bytes, ptrdiff_t size) {
  char name[32] = {0};
  strncpy(name, check, sizeof name - 1);
  int64_t length = size;
  if (fwrite(name, sizeof name, 1, file) != 1 || fwrite(&length, sizeof length, 1, file) != 1 ||
      fwrite(bytes, (size_t)size, 1, file) != 1) {
    perror("error: write");
    exit(1);
  }
}

static void fail(const char *check, ptrdiff_t index) {
  failures++;
  fprintf(stderr, "%s: value %td differs\n", check, index);
}

void give_floats(const char *check, const float *values, ptrdiff_t count) {
  checks++;
  if (writes) return put(check, values, count * (ptrdiff_t)sizeof *values);
  float *wanted = expected(check, count * (ptrdiff_t)sizeof *values);
  ptrdiff_t i = 0;
  while (i < count && fabsf(values[i] - wanted[i]) <= 1e-5f + 1e-4f * fabsf(wanted[i])) i++;
  if (i < count) fail(check, i);
  free(wanted);
}

void give_bytes(const char *check, const void *bytes, ptrdiff_t count) {
  checks++;
  if (writes) return put(check, bytes, count);
  unsigned char *wanted = expected(check, count);
  ptrdiff_t i = 0;
  while (i < count && ((const unsigned char *)bytes)[i] == wanted[i]) i++;
  if (i < count) fail(check, i);
  free(wanted);
}

int main(int count, char **arguments) {
  if (count != 3) return 64;
  writes = strcmp(arguments[1], "write") == 0;
  file = fopen(arguments[2], writes ? "wb" : "rb");
  if (!file) {
    perror(arguments[2]);
    return 1;
  }
  const SaccadeKernelTable *kernels = saccade_kernel_table(SACCADE_PORTABLE);
  check_networks(&kernels->networks);
  check_blocks(&kernels->networks.blocks);
  check_volumes(&kernels->networks);
  check_cameras(kernels);
  check_events(&kernels->events);
  check_contrast(&kernels->contrast);
  check_spiking(&kernels->spikes.layers);
  check_training(&kernels->training);
  if (fclose(file) != 0) return 1;
  if (!writes) printf("%td of %td results agree\n", checks - failures, checks);
  return failures != 0;
}
