#define _GNU_SOURCE
#include "include/FileSystem.h"

#include <unistd.h>

void saccade_sync_file_system(int descriptor) {
#ifdef __linux__
  syncfs(descriptor);
#else
  (void)descriptor;
  sync();
#endif
}
