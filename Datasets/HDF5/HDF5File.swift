import CHDF5
import Files

/// An HDF5 file open for reading.
final class HDF5File: Sendable {
  let path: String
  private let handle: HDF5Handle
  private let headerCheck: HDF5HeaderCheck
  /// The library's name for the file.
  var id: hid_t { handle.id }

  /// Opens a file.
  ///
  /// - Throws: `FileError` where there is none, or it is not HDF5.
  init(path: String) throws {
    // The library's own message for a missing file is about its drivers.
    let file = try InputFile(path: path)
    let superblock = try HDF5Superblock(file)
    let access = try HDF5Handle("preparing to open the file", path: path) {
      H5Pcreate(saccade_h5_file_access_class())
    }
    // A lock would fail on read-only media, and nothing is written here.
    try HDF5Call.check("preparing to open the file", path: path) { H5Pset_file_locking(access.id, false, true) }
    handle = try HDF5Handle("opening the HDF5 file", path: path, place: "byte \(superblock.start)") {
      H5Fopen(path, saccade_h5_read_only(), access.id)
    }
    self.path = path
    headerCheck = HDF5HeaderCheck(file: file, superblock: superblock)
    try checkHeader(of: "/")
  }

  /// Throws where the library would come to harm by the header of an object, or cannot read it; see
  /// ``HDF5HeaderCheck``.
  func checkHeader(of object: String) throws {
    try headerCheck.check(headerAddress(of: object), name: object == "/" ? "the file" : object)
  }

  /// The text of any length in an attribute that lies in the header of an object; nil where there is none.
  func variableText(attribute: String, of object: String) -> String? {
    guard let address = try? headerAddress(of: object) else { return nil }
    return try? headerCheck.variableText(attribute, at: address)
  }

  private func headerAddress(of object: String) throws -> UInt64 {
    var address: haddr_t = 0
    try HDF5Call.check("finding what is there", path: path, place: "object \(object)") {
      // The root has no link to it.
      HDF5Call.locked { saccade_h5_header_address(id, object, &address) }
    }
    return UInt64(address)
  }

  /// Whether the root holds an object of that name.
  func contains(_ name: String) -> Bool {
    HDF5Call.locked { H5Lexists(handle.id, name, saccade_h5_default_properties()) > 0 }
  }

  /// Opens a dataset.
  func dataset(_ name: String) throws -> HDF5Dataset {
    let place = "dataset \(name)"
    try checkHeader(of: name)
    let access = try HDF5Handle("preparing to open the dataset", path: path, place: place) {
      H5Pcreate(saccade_h5_dataset_access_class())
    }
    // Chunks are kept here and not in the library, which then reads those without filters straight to where they go.
    try HDF5Call.check("preparing to open the dataset", path: path, place: place) {
      H5Pset_chunk_cache(access.id, 0, 0, 0)
    }
    let dataset = try HDF5Handle("opening the dataset", path: path, place: place) {
      H5Dopen2(handle.id, name, access.id)
    }
    return try HDF5Dataset(file: self, name: name, handle: dataset)
  }
}
