import CHDF5

@testable import Datasets

/// Writes HDF5 files for tests.
enum HDF5Sample {
  /// Writes one dataset of bytes, in chunks of the first axis where `chunk` says so.
  static func write(
    _ bytes: [UInt8], shape: [Int], type: hid_t, groups: [String] = [], named name: String, chunk: Int? = nil,
    to path: String
  ) {
    HDF5Call.locked { writeAlone(bytes, shape: shape, type: type, groups: groups, named: name, chunk: chunk, to: path) }
  }

  private static func writeAlone(
    _ bytes: [UInt8], shape: [Int], type: hid_t, groups: [String], named name: String, chunk: Int?, to path: String
  ) {
    let defaults = saccade_h5_default_properties()
    let file = H5Fcreate(path, saccade_h5_truncate(), defaults, defaults)
    for group in groups { H5Idec_ref(H5Gcreate2(file, group, defaults, defaults, defaults)) }
    let lengths = shape.map { hsize_t($0) }
    let space = H5Screate_simple(Int32(shape.count), lengths, nil)
    let creation = H5Pcreate(saccade_h5_dataset_creation_class())
    if let chunk {
      var part = lengths
      part[0] = hsize_t(chunk)
      H5Pset_chunk(creation, Int32(part.count), part)
      H5Pset_deflate(creation, 4)
    }
    let dataset = H5Dcreate2(file, name, type, space, defaults, creation, defaults)
    bytes.withUnsafeBytes { _ = H5Dwrite(dataset, type, space, space, defaults, $0.baseAddress) }
    for id in [dataset, creation, space, file] { H5Idec_ref(id) }
  }

  /// Unsigned bytes.
  static var uint8: hid_t { HDF5Call.locked { saccade_h5_native_uint8() } }

  /// Numbers of 64 bits.
  static var double: hid_t { HDF5Call.locked { saccade_h5_native_double() } }

  /// Signed bytes.
  static var int8: hid_t { HDF5Call.locked { saccade_h5_native_int8() } }

  /// Truth values as an enumeration of signed bytes, as h5py writes them.
  static func bool() -> hid_t {
    HDF5Call.locked {
      let type = H5Tenum_create(saccade_h5_native_int8())
      var value: Int8 = 0
      H5Tenum_insert(type, "FALSE", &value)
      value = 1
      H5Tenum_insert(type, "TRUE", &value)
      return type
    }
  }
}
