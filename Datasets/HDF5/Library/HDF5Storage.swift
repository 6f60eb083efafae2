import CHDF5
import Files

/// Where in the file the rows of a dataset lie, and what was done to their bytes.
enum HDF5Storage: Sendable, Codable {
  /// In one piece that starts at `offset`.
  case contiguous(offset: Int)
  /// In chunks of a shape, each passed through filters in their order.
  case chunked(shape: [Int], filters: [HDF5Filter])
  /// In the dataset's own header, which is small.
  case compact
  /// In a way that only the library reads; what is said where that is not enough.
  case unsupported(FileError)

  /// Reads how a dataset is stored.
  init(_ dataset: hid_t, rank: Int, path: String, place: String) throws {
    let plist = try HDF5Handle("reading the storage", path: path, place: place) { H5Dget_create_plist(dataset) }
    let (layout, external) = HDF5Call.locked { (H5Pget_layout(plist.id), H5Pget_external_count(plist.id)) }
    if layout == H5D_CHUNKED {
      var lengths = [hsize_t](repeating: 0, count: rank)
      let count = try HDF5Call.check("reading the storage", path: path, place: place) {
        H5Pget_chunk(plist.id, Int32(rank), &lengths)
      }
      guard count == rank, lengths.allSatisfy({ $0 > 0 }) else {
        throw FileError(.badContent, path: path, problem: "its chunks have no size", place: place)
      }
      do {
        self = .chunked(
          shape: lengths.map { Int(clamping: $0) }, filters: try Self.filters(plist.id, path: path, place: place))
      } catch let error as FileError {
        self = .unsupported(error)
      }
    } else if layout == H5D_CONTIGUOUS && external == 0 {
      let offset = HDF5Call.locked { H5Dget_offset(dataset) }
      let isStored = saccade_h5_is_undefined(offset) == 0
      self = .contiguous(offset: isStored ? Int(clamping: offset) : 0)
    } else if layout == H5D_COMPACT {
      self = .compact
    } else {
      self = .unsupported(
        FileError(
          .badContent, path: path, problem: "its data lies in other files, which is not supported", place: place,
          remedy: "write it into one file with h5repack"))
    }
  }

  private static func filters(_ plist: hid_t, path: String, place: String) throws -> [HDF5Filter] {
    let count = try HDF5Call.check("reading the filters", path: path, place: place) { H5Pget_nfilters(plist) }
    return try (0..<UInt32(count)).map { index in
      var flags: UInt32 = 0
      var configuration: UInt32 = 0
      var values = [UInt32](repeating: 0, count: 32)
      var valueCount = values.count
      let id = try HDF5Call.check("reading the filters", path: path, place: place) {
        H5Pget_filter2(plist, index, &flags, &valueCount, &values, 0, nil, &configuration)
      }
      values.removeLast(max(0, values.count - valueCount))
      guard let filter = HDF5Filter(id: Int(id), values: values) else {
        throw FileError(
          .missingPart, path: path,
          problem: "it is stored with the HDF5 filter \(HDF5Filter.foreignName(Int(id))), which is not built in",
          place: place, remedy: "store it with gzip, Blosc, Zstandard, LZ4, bitshuffle or LZF, or without, by h5repack")
      }
      return filter
    }
  }
}
