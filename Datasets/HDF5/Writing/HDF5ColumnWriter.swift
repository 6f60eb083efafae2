import CHDF5
import Files
import Runtime

/// Appends elements to a dataset along its first axis, chunk by chunk.
///
/// Where the dataset has more axes, an element here is all that belongs to one place of the first.
///
/// Chunks are encoded here and handed to the library as they shall be stored; the memory is that of one chunk.
final class HDF5ColumnWriter {
  private let file: HDF5Output
  private let name: String
  private let rest: [hsize_t]
  private let elementBytes: Int
  private let chunkElements: Int
  private let filters: [HDF5Filter]
  private var dataset: HDF5Handle?
  private let chunk: AlignedMemory
  private var pending = 0
  private var written = 0

  /// Creates the dataset.
  ///
  /// - Parameters:
  ///   - type: The type of the scalars, in memory and in the file.
  ///   - rest: The lengths of all axes but the first; none for a column of scalars.
  ///   - filters: What is done to a chunk, in order.
  init(
    _ file: HDF5Output, name: String, type: hid_t, axesAfterFirst rest: [Int] = [], elementBytes: Int,
    chunkElements: Int, filters: [HDF5Filter]
  ) throws {
    self.file = file
    self.name = name
    self.rest = rest.map { hsize_t($0) }
    self.elementBytes = elementBytes
    self.chunkElements = chunkElements
    self.filters = filters
    chunk = AlignedMemory(zeroedByteCount: elementBytes * chunkElements)
    let path = file.path
    let place = "dataset \(name)"
    let creation = try HDF5Handle.timeless(saccade_h5_dataset_creation_class(), path: path, place: place)
    let rank = Int32(1 + rest.count)
    let shape = [hsize_t(chunkElements)] + self.rest
    try HDF5Call.check("creating a dataset", path: path, place: place) { H5Pset_chunk(creation.id, rank, shape) }
    for filter in filters {
      let values = filter.values(elementBytes: elementBytes, chunkBytes: elementBytes * chunkElements)
      try HDF5Call.check("creating a dataset", path: path, place: place) {
        switch filter {
        case .deflate(let level): H5Pset_deflate(creation.id, UInt32(level))
        case .shuffle: H5Pset_shuffle(creation.id)
        case .fletcher32, .lzf, .blosc, .lz4, .zstandard, .szip, .bzip2, .bitshuffle, .ecf:
          H5Pset_filter(creation.id, filter.id, saccade_h5_mandatory_flag(), values.count, values)
        }
      }
    }
    let (now, most) = ([hsize_t(0)] + self.rest, [saccade_h5_unlimited()] + self.rest)
    let space = try HDF5Handle("creating a dataset", path: path, place: place) { H5Screate_simple(rank, now, most) }
    dataset = try HDF5Handle("creating a dataset", path: path, place: place) {
      let defaults = saccade_h5_default_properties()
      return H5Dcreate2(file.id, name, type, space.id, defaults, creation.id, defaults)
    }
  }

  /// Appends elements that lie one after the other.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    precondition(bytes.count % elementBytes == 0, "Only whole elements are appended.")
    guard let base = bytes.baseAddress else { return }
    var done = 0
    let count = bytes.count / elementBytes
    while done < count {
      let part = min(count - done, chunkElements - pending)
      (chunk.baseAddress + pending * elementBytes)
        .copyMemory(from: base + done * elementBytes, byteCount: part * elementBytes)
      pending += part
      done += part
      if pending == chunkElements { try flush() }
    }
  }

  /// Appends one number.
  func append<Number: FixedWidthInteger>(_ number: Number) throws {
    try withUnsafeBytes(of: number) { try append($0) }
  }

  /// Appends a record of two numbers of 64 bits.
  func append(_ first: UInt64, _ second: Int64) throws {
    try withUnsafeBytes(of: (first, second)) { try append($0) }
  }

  /// Writes the rest and closes the dataset.
  func finish() throws {
    if pending > 0 { try flush() }
    dataset = nil
  }

  private func flush() throws {
    let whole = UnsafeRawBufferPointer(start: chunk.baseAddress, count: chunkElements * elementBytes)
    // What lies after the last element repeats it: it is never seen, and takes no room.
    for element in pending..<max(pending, chunkElements) where pending > 0 {
      (chunk.baseAddress + element * elementBytes)
        .copyMemory(from: chunk.baseAddress + (pending - 1) * elementBytes, byteCount: elementBytes)
    }
    var stored: [UInt8]?
    do {
      for filter in filters {
        stored = try stored.map { try $0.withUnsafeBytes { try filter.encode($0) } } ?? filter.encode(whole)
      }
    } catch let failure as HDF5FilterFailure {
      throw FileError(.cannotCreate, path: file.path, problem: failure.problem, place: "dataset \(name)")
    }
    guard let dataset else { return }
    try HDF5Call.locked {
      let length = [hsize_t(written + pending)] + rest
      let place = "dataset \(name)"
      try HDF5Call.check("writing", path: file.path, place: place, kind: .inputOutput) {
        H5Dset_extent(dataset.id, length)
      }
      let offset = [hsize_t(written)] + rest.map { _ in 0 }
      try HDF5Call.check("writing", path: file.path, place: place, kind: .inputOutput) {
        let defaults = saccade_h5_default_properties()
        return stored?.withUnsafeBytes { H5Dwrite_chunk(dataset.id, defaults, 0, offset, $0.count, $0.baseAddress) }
          ?? H5Dwrite_chunk(dataset.id, defaults, 0, offset, whole.count, whole.baseAddress)
      }
    }
    written += pending
    pending = 0
  }
}

extension HDF5Filter {
  /// What other readers find in the dataset about the filter.
  fileprivate func values(elementBytes: Int, chunkBytes: Int) -> [UInt32] {
    switch self {
    case .blosc(_, let level):
      // The revisions of filter and format, sizes, level, bytes shuffled, Zstandard.
      [2, 2, UInt32(elementBytes), UInt32(chunkBytes), UInt32(level), 1, 5]
    case .zstandard(let level): [UInt32(level)]
    case .deflate, .shuffle, .fletcher32, .lzf, .lz4, .szip, .bzip2, .bitshuffle, .ecf: []
    }
  }
}
