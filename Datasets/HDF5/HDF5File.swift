import CHDF5
import Tensors

/// An HDF5 file open for reading.
final class HDF5File: Sendable {
  let path: String
  private let handle: HDF5Handle
  /// The library's name for the file.
  var id: hid_t { handle.id }

  /// Opens a file.
  ///
  /// - Throws: `FileError` where there is none, or it is not HDF5.
  init(path: String) throws {
    // The library's own message for a missing file is about its drivers.
    _ = try InputFile(path: path)
    let access = try HDF5Handle("preparing to open the file", path: path) {
      H5Pcreate(saccade_h5_file_access_class())
    }
    // A lock would fail on read-only media, and nothing is written here.
    try HDF5Call.check("preparing to open the file", path: path) { H5Pset_file_locking(access.id, false, true) }
    handle = try HDF5Handle("opening the HDF5 file", path: path) {
      H5Fopen(path, saccade_h5_read_only(), access.id)
    }
    self.path = path
  }

  /// Whether the root holds an object of that name.
  func contains(_ name: String) -> Bool {
    HDF5Call.locked { H5Lexists(handle.id, name, saccade_h5_default_properties()) > 0 }
  }

  /// Opens a dataset.
  func dataset(_ name: String) throws -> HDF5Dataset {
    let place = "dataset \(name)"
    let dataset = try HDF5Handle("opening the dataset", path: path, place: place) {
      H5Dopen2(handle.id, name, saccade_h5_default_properties())
    }
    return try HDF5Dataset(file: self, name: name, handle: dataset)
  }
}
