import CHDF5
import Files

/// An HDF5 file that the library has open in this process.
final class HDF5LibraryFile: HDF5Service {
  let path: String
  private let handle: HDF5Handle
  /// Held open for as long as the library reads it by its number.
  private let file: InputFile
  private let headerCheck: HDF5HeaderCheck
  /// The length of the file.
  var byteCount: Int { file.byteCount }
  /// The library's name for the file.
  var id: hid_t { handle.id }

  /// Lets the library read an open file.
  ///
  /// - Parameters:
  ///   - file: The file, by the path that messages call it.
  ///   - byDescriptor: Whether the library reads what is open, and opens nothing.
  /// - Throws: `FileError` where it is not HDF5.
  init(_ file: InputFile, byDescriptor: Bool = false) throws {
    let path = file.path
    let superblock = try HDF5Superblock(file)
    let access = try HDF5Handle("preparing to open the file", path: path) {
      H5Pcreate(saccade_h5_file_access_class())
    }
    // A lock would fail on read-only media, and nothing is written here.
    try HDF5Call.check("preparing to open the file", path: path) { H5Pset_file_locking(access.id, false, true) }
    if byDescriptor {
      try HDF5Call.check("preparing to open the file", path: path) {
        file.withDescriptor { saccade_h5_read_descriptor(access.id, $0) }
      }
    }
    handle = try HDF5Handle("opening the HDF5 file", path: path, place: "byte \(superblock.start)") {
      H5Fopen(path, saccade_h5_read_only(), access.id)
    }
    self.path = path
    self.file = file
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
  func dataset(_ name: String) throws -> any HDF5DatasetSource { try open(name) }

  /// Opens a dataset.
  func open(_ name: String) throws -> HDF5LibraryDataset {
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
    return try HDF5LibraryDataset(file: self, name: name, handle: dataset)
  }
}
