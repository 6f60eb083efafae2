#pragma once
#include <hdf5/serial/hdf5.h>
#include <szlib.h>
#include <string.h>

// Macros that Swift cannot see.
static inline hid_t saccade_h5_file_access_class(void) { return H5P_FILE_ACCESS; }
static inline hid_t saccade_h5_default_properties(void) { return H5P_DEFAULT; }
static inline unsigned saccade_h5_read_only(void) { return H5F_ACC_RDONLY; }
static inline unsigned saccade_h5_truncate(void) { return H5F_ACC_TRUNC; }
static inline hid_t saccade_h5_native_uint8(void) { return H5T_NATIVE_UINT8; }
static inline hid_t saccade_h5_native_int8(void) { return H5T_NATIVE_INT8; }
static inline hid_t saccade_h5_dataset_access_class(void) { return H5P_DATASET_ACCESS; }
static inline hid_t saccade_h5_dataset_creation_class(void) { return H5P_DATASET_CREATE; }
static inline hid_t saccade_h5_group_creation_class(void) { return H5P_GROUP_CREATE; }
static inline hid_t saccade_h5_file_creation_class(void) { return H5P_FILE_CREATE; }

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

static inline unsigned saccade_h5_exclusive(void) { return H5F_ACC_EXCL; }
static inline hid_t saccade_h5_native_uint16(void) { return H5T_NATIVE_UINT16; }
static inline hid_t saccade_h5_native_int16(void) { return H5T_NATIVE_INT16; }
static inline hid_t saccade_h5_native_uint32(void) { return H5T_NATIVE_UINT32; }
static inline hid_t saccade_h5_native_uint64(void) { return H5T_NATIVE_UINT64; }
static inline hid_t saccade_h5_native_int64(void) { return H5T_NATIVE_INT64; }
static inline hid_t saccade_h5_native_int32(void) { return H5T_NATIVE_INT32; }
static inline hid_t saccade_h5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t saccade_h5_native_double(void) { return H5T_NATIVE_DOUBLE; }
static inline hid_t saccade_h5_c_string(void) { return H5T_C_S1; }
static inline size_t saccade_h5_variable_length(void) { return H5T_VARIABLE; }
static inline hid_t saccade_h5_attribute_space(void) { return H5Screate(H5S_SCALAR); }
static inline hsize_t saccade_h5_unlimited(void) { return H5S_UNLIMITED; }
static inline int saccade_h5_is_ieee(hid_t type) {
  return H5Tequal(type, H5T_IEEE_F32LE) > 0 || H5Tequal(type, H5T_IEEE_F64LE) > 0 ||
         H5Tequal(type, H5T_IEEE_F32BE) > 0 || H5Tequal(type, H5T_IEEE_F64BE) > 0;
}
static inline int saccade_h5_is_undefined(haddr_t address) { return address == HADDR_UNDEF; }

/// Makes a filter of this process known to the library.
static inline herr_t saccade_h5_register(H5Z_filter_t id, const char *name, H5Z_func_t function) {
  H5Z_class2_t filter = {H5Z_CLASS_T_VERS, id, 1, 1, name, NULL, NULL, function};
  return H5Zregister(&filter);
}
static inline unsigned saccade_h5_reverse_flag(void) { return H5Z_FLAG_REVERSE; }
static inline unsigned saccade_h5_mandatory_flag(void) { return H5Z_FLAG_MANDATORY; }

/// A new type of one number: kind 0 without sign, 1 with sign, 2 IEEE; negative where there is none of that length.
static inline hid_t saccade_h5_number(int kind, int bytes, int is_big_endian) {
  switch (kind * 100 + bytes * 10 + (is_big_endian ? 1 : 0)) {
    case 10: return H5Tcopy(H5T_STD_U8LE);
    case 11: return H5Tcopy(H5T_STD_U8BE);
    case 20: return H5Tcopy(H5T_STD_U16LE);
    case 21: return H5Tcopy(H5T_STD_U16BE);
    case 40: return H5Tcopy(H5T_STD_U32LE);
    case 41: return H5Tcopy(H5T_STD_U32BE);
    case 80: return H5Tcopy(H5T_STD_U64LE);
    case 81: return H5Tcopy(H5T_STD_U64BE);
    case 110: return H5Tcopy(H5T_STD_I8LE);
    case 111: return H5Tcopy(H5T_STD_I8BE);
    case 120: return H5Tcopy(H5T_STD_I16LE);
    case 121: return H5Tcopy(H5T_STD_I16BE);
    case 140: return H5Tcopy(H5T_STD_I32LE);
    case 141: return H5Tcopy(H5T_STD_I32BE);
    case 180: return H5Tcopy(H5T_STD_I64LE);
    case 181: return H5Tcopy(H5T_STD_I64BE);
    case 240: return H5Tcopy(H5T_IEEE_F32LE);
    case 241: return H5Tcopy(H5T_IEEE_F32BE);
    case 280: return H5Tcopy(H5T_IEEE_F64LE);
    case 281: return H5Tcopy(H5T_IEEE_F64BE);
    default: return -1;
  }
}

/// A new type of texts of a length, filled up with zeros, of which all bytes may be used.
static inline hid_t saccade_h5_fixed_text(size_t bytes, H5T_cset_t characters) {
  hid_t type = H5Tcopy(H5T_C_S1);
  if (type < 0) return type;
  if (H5Tset_size(type, bytes) < 0 || H5Tset_cset(type, characters) < 0 ||
      (bytes != H5T_VARIABLE && H5Tset_strpad(type, H5T_STR_NULLPAD) < 0)) {
    H5Tclose(type);
    return -1;
  }
  return type;
}

/// Keeps the library from closing what is open when the process ends; called before all else.
static inline void saccade_h5_stay_out_of_exit(void) { H5dont_atexit(); }

/// Takes away what makes the library open other files than the one it was given: links to them, and plugins.
static inline void saccade_h5_stay_in_file(void) {
  H5Lunregister(H5L_TYPE_EXTERNAL);
  H5PLset_loading_state(0);
}

/// Whether a name stands for an object of the same file: 0 no, 1 yes, 2 if that is there.
static inline int saccade_h5_is_local(hid_t place, const char *name) {
  H5L_info_t info;
  if (H5Lget_info(place, name, &info, H5P_DEFAULT) < 0) return 0;
  return info.type == H5L_TYPE_HARD ? 1 : info.type == H5L_TYPE_SOFT ? 2 : 0;
}

/// The address of an object's header. Where a link leads straight to it, the link tells, and the header is not read.
static inline herr_t saccade_h5_header_address(hid_t place, const char *name, haddr_t *address) {
#if H5_VERSION_GE(1, 12, 0)
  H5L_info1_t link;
  herr_t found = H5Lget_info1(place, name, &link, H5P_DEFAULT);
#else
  H5L_info_t link;
  herr_t found = H5Lget_info(place, name, &link, H5P_DEFAULT);
#endif
  if (found >= 0 && link.type == H5L_TYPE_HARD) {
    *address = link.u.address;
    return 0;
  }
#if H5_VERSION_GE(1, 12, 0)
  H5O_info1_t info;
#else
  H5O_info_t info;
#endif
  herr_t status = H5Oget_info_by_name2(place, name, &info, H5O_INFO_BASIC, H5P_DEFAULT);
  *address = status < 0 ? 0 : info.addr;
  return status;
}

/// Undoes szip; 0 where that is well. `length` is the room of the output, then what was written.
static inline int saccade_szip_decompress(
    void *output, long *length, const void *input, long input_length, int options, int bits_per_number,
    int numbers_per_block, int numbers_per_line) {
  SZ_com_t settings = {options, bits_per_number, numbers_per_block, numbers_per_line};
  size_t written = (size_t)*length;
  int status = SZ_BufftoBuffDecompress(output, &written, input, (size_t)input_length, &settings);
  *length = (long)written;
  return status;
}
