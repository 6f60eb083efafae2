import CHDF5
import Files

/// An HDF5 file in the making. It appears under its name when ``commit()`` returns.
final class HDF5Output {
  let path: String
  private let output: OutputFile
  private var handle: HDF5Handle?
  /// The library's name for the file.
  var id: hid_t { handle?.id ?? -1 }

  /// Creates the file under a temporary name.
  init(path: String, overwrite: Bool) throws {
    self.path = path
    let output = try OutputFile(path: path, overwrite: overwrite)
    self.output = output
    let creation = try HDF5Handle.timeless(saccade_h5_file_creation_class(), path: path)
    handle = try HDF5Handle("creating the HDF5 file", path: path) {
      let defaults = saccade_h5_default_properties()
      return TemporaryFiles.create(output.temporaryPath) {
        H5Fcreate(output.temporaryPath, saccade_h5_truncate(), creation.id, defaults)
      }
    }
  }

  /// Makes a group.
  func group(_ name: String) throws {
    let defaults = saccade_h5_default_properties()
    let creation = try HDF5Handle.timeless(saccade_h5_group_creation_class(), path: path, place: "group \(name)")
    _ = try HDF5Handle("creating a group", path: path, place: "group \(name)") {
      H5Gcreate2(id, name, defaults, creation.id, defaults)
    }
  }

  /// Stores a whole number as a dataset of no axis.
  func write(_ value: Int64, named name: String) throws {
    let defaults = saccade_h5_default_properties()
    let space = try HDF5Handle("creating a dataset", path: path) { saccade_h5_attribute_space() }
    let place = "dataset \(name)"
    let creation = try HDF5Handle.timeless(saccade_h5_dataset_creation_class(), path: path, place: place)
    let dataset = try HDF5Handle("creating a dataset", path: path, place: place) {
      H5Dcreate2(id, name, saccade_h5_native_int64(), space.id, defaults, creation.id, defaults)
    }
    let everything = hid_t(0)
    try HDF5Call.check("writing", path: path, place: place, kind: .inputOutput) {
      withUnsafePointer(to: value) {
        H5Dwrite(dataset.id, saccade_h5_native_int64(), everything, everything, defaults, $0)
      }
    }
  }

  /// Stores a text as an attribute, of as many bytes as it has.
  func write(_ text: String, attribute: String, of object: String) throws {
    let type = try HDF5Handle("writing an attribute", path: path) { H5Tcopy(saccade_h5_c_string()) }
    let bytes = Array(text.utf8)
    try HDF5Call.check("writing an attribute", path: path) { H5Tset_size(type.id, max(1, bytes.count)) }
    try bytes.withUnsafeBytes { try write($0, type: type.id, attribute: attribute, of: object) }
  }

  /// Stores a whole number as an attribute.
  func write(_ value: Int, attribute: String, of object: String) throws {
    let type = HDF5Call.locked { saccade_h5_native_int64() }
    try withUnsafeBytes(of: Int64(value)) { try write($0, type: type, attribute: attribute, of: object) }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, type: hid_t, attribute: String, of object: String
  ) throws {
    let defaults = saccade_h5_default_properties()
    let space = try HDF5Handle("writing an attribute", path: path) { saccade_h5_attribute_space() }
    let handle = try HDF5Handle("writing an attribute", path: path) {
      H5Acreate_by_name(id, object, attribute, type, space.id, defaults, defaults, defaults)
    }
    try HDF5Call.check("writing an attribute", path: path, kind: .inputOutput) {
      H5Awrite(handle.id, type, bytes.baseAddress)
    }
  }

  /// Completes the file and gives it its name. Everything opened in it must be closed before.
  func commit() throws {
    try HDF5Call.check("writing", path: path, kind: .inputOutput) { H5Fflush(id, H5F_SCOPE_GLOBAL) }
    handle = nil
    try output.commit()
  }

  /// Removes what was written.
  func discard() {
    handle = nil
    output.discard()
  }

  deinit { discard() }
}
