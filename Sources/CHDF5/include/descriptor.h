// A driver of the HDF5 library that reads a file which is open already, for a process that may open none.
#pragma once
#include <errno.h>
#include <hdf5/serial/hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// From here on data is not read: where it lies is noted, and what the library hands out holds nothing. Indices are read.
void saccade_h5_note_reads(void);
/// Ends that, and says how often data was asked for, and where it lay the last time.
int saccade_h5_noted_reads(haddr_t *address, size_t *count);
/// Notes where data lies; false where it is to be read.
int saccade_h5_is_noted(haddr_t address, size_t count);

typedef struct {
  H5FD_t common;
  int descriptor;
  haddr_t allocated, length;
} saccade_h5_open_file;

static inline H5FD_t *saccade_h5_descriptor_open(
    const char *name, unsigned flags, hid_t access, haddr_t most) {
  (void)name, (void)most;
  if (flags & H5F_ACC_RDWR) return NULL;
  const int *descriptor = (const int *)H5Pget_driver_info(access);
  struct stat status;
  if (!descriptor || fstat(*descriptor, &status)) return NULL;
  saccade_h5_open_file *file = (saccade_h5_open_file *)calloc(1, sizeof *file);
  if (!file) return NULL;
  file->descriptor = *descriptor;
  file->length = (haddr_t)status.st_size;
  return &file->common;
}

/// The descriptor belongs to who handed it in.
static inline herr_t saccade_h5_descriptor_close(H5FD_t *file) {
  free(file);
  return 0;
}
/// The library keeps no part of the data for later: what is only noted would be kept, too.
static inline herr_t saccade_h5_descriptor_query(const H5FD_t *file, unsigned long *features) {
  (void)file;
  *features = H5FD_FEAT_ACCUMULATE_METADATA;
  return 0;
}
static inline haddr_t saccade_h5_descriptor_allocated(const H5FD_t *file, H5FD_mem_t kind) {
  (void)kind;
  return ((const saccade_h5_open_file *)file)->allocated;
}
static inline herr_t saccade_h5_descriptor_allocate(H5FD_t *file, H5FD_mem_t kind, haddr_t end) {
  (void)kind;
  ((saccade_h5_open_file *)file)->allocated = end;
  return 0;
}
static inline haddr_t saccade_h5_descriptor_length(const H5FD_t *file, H5FD_mem_t kind) {
  (void)kind;
  return ((const saccade_h5_open_file *)file)->length;
}

/// What lies behind the end reads as zeros, as the library's own drivers have it.
static inline herr_t saccade_h5_descriptor_read(
    H5FD_t *file, H5FD_mem_t kind, hid_t transfer, haddr_t address, size_t count, void *buffer) {
  (void)transfer;
  if (kind == H5FD_MEM_DRAW && saccade_h5_is_noted(address, count)) return 0;
  char *next = (char *)buffer;
  while (count > 0) {
    ssize_t done = pread(((saccade_h5_open_file *)file)->descriptor, next, count, (off_t)address);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return -1;
    if (done == 0) {
      memset(next, 0, count);
      return 0;
    }
    next += done;
    address += (haddr_t)done;
    count -= (size_t)done;
  }
  return 0;
}
static inline herr_t saccade_h5_descriptor_write(
    H5FD_t *file, H5FD_mem_t kind, hid_t transfer, haddr_t address, size_t count, const void *buffer) {
  (void)file, (void)kind, (void)transfer, (void)address, (void)count, (void)buffer;
  return -1;
}

/// Sets the driver up to read an open file: the library keeps the number of it.
static inline herr_t saccade_h5_read_descriptor(hid_t access, int descriptor) {
  static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 14, 0)
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)600,
#endif
    .name = "saccade_descriptor",
    .maxaddr = ((haddr_t)1 << 62) - 1,
    .fc_degree = H5F_CLOSE_WEAK,
    .fapl_size = sizeof(int),
    .open = saccade_h5_descriptor_open,
    .close = saccade_h5_descriptor_close,
    .query = saccade_h5_descriptor_query,
    .get_eoa = saccade_h5_descriptor_allocated,
    .set_eoa = saccade_h5_descriptor_allocate,
    .get_eof = saccade_h5_descriptor_length,
    .read = saccade_h5_descriptor_read,
    .write = saccade_h5_descriptor_write,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
  };
  static hid_t registered = 0;
  if (registered <= 0) registered = H5FDregister(&driver);
  return registered < 0 ? -1 : H5Pset_driver(access, registered, &descriptor);
}
