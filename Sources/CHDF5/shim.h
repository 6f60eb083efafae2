#pragma once
#include <hdf5.h>
#include <string.h>

// Macros that Swift cannot see.
static inline hid_t saccade_h5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t saccade_h5_default_properties(void) { return H5P_DEFAULT; }
static inline unsigned saccade_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned saccade_h5_truncate(void) { return H5F_ACC_TRUNC; }
static inline hid_t saccade_h5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t saccade_h5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t saccade_h5_dataset_creation_class(void) { return H5P_DATASET_CREATE; }

/// Room for one message of the library.
enum { SACCADE_H5_MESSAGE_BYTES = 256 };

static inline herr_t saccade_h5_keep_first(unsigned index, const H5E_error2_t *error, void *message) {
  if (index == 0 && error->desc) {
    strncpy((char *)message, error->desc, SACCADE_H5_MESSAGE_BYTES - 1);
    ((char *)message)[SACCADE_H5_MESSAGE_BYTES - 1] = 0;
  }
  return 0;
}

/// Writes the innermost reason of the last failure, or an empty text.
static inline void saccade_h5_reason(char *message) {
  message[0] = 0;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, saccade_h5_keep_first, message);
}

/// Stops the library from printing failures by itself.
static inline void saccade_h5_be_silent(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
