import Files

/// What reads the structure of an HDF5 file and finds its bytes: the library in this process, or a worker.
///
/// This is all that strangers' bytes meet of the library. What lies in one piece is read past it, and filters are undone
/// past it.
protocol HDF5Service: AnyObject, Sendable {
  /// What stands at a path.
  func object(_ path: String) throws -> HDF5File.Object
  /// The names in a group, in alphabetical order; the first of them where there are more than `most`.
  func names(in group: String, atMost most: Int) throws -> [String]
  /// Whether the root holds an object of that name.
  func contains(_ name: String) throws -> Bool
  /// The text of an attribute; nil where there is none.
  func text(_ name: String, of object: String) throws -> String?
  /// The whole numbers of an attribute; nil where there is none that holds so many.
  func integers(_ attribute: String, of object: String, count: Int) throws -> [Int]?
  /// Opens a dataset.
  func dataset(_ name: String) throws -> any HDF5DatasetSource
}

/// A dataset that a service has open.
protocol HDF5DatasetSource: AnyObject, Sendable {
  var facts: HDF5DatasetFacts { get }
  /// Reads every element of a dataset that lies in its own header, as it is stored.
  func readCompact(into buffer: UnsafeMutableRawBufferPointer) throws
  /// What reads chunks, for one thread at a time.
  func chunks(_ plan: HDF5ChunkPlan) throws -> any HDF5ChunkSource
  /// What is wrong with a chunk, by the byte at which it starts.
  func error(atChunk offset: [Int], _ problem: String) -> FileError
}

/// What a dataset says of itself.
struct HDF5DatasetFacts: Sendable, Codable {
  var shape: [Int]
  /// The numbers or records.
  var elementType: HDF5ElementType
  /// The bytes of an element, as stored.
  var elementBytes: Int
  /// Where the bytes lie.
  var storage: HDF5Storage
}

/// How the chunks of a dataset are read.
struct HDF5ChunkPlan: Sendable, Codable, Hashable {
  /// The lengths of a chunk.
  var shape: [Int]
  /// The bytes of a chunk when no filter is left on it.
  var chunkBytes: Int
  /// Whether filters went over them.
  var isFiltered: Bool
  /// The longest that a filter leaves a chunk of its own length, beside a sixteenth of it.
  static let overheadBytes = 4096
  /// The most that a chunk takes in the file.
  var mostStoredBytes: Int { isFiltered ? chunkBytes + chunkBytes / 16 + Self.overheadBytes : chunkBytes }
}

/// Where the bytes of a chunk lie in the file, and for each filter whether it was left out, in a bit.
struct HDF5ChunkPlace: Sendable {
  var address: Int
  var length: Int
  var skipped: UInt32
}

/// Reads the chunks of a dataset as they lie in the file.
protocol HDF5ChunkSource: AnyObject {
  /// The stored bytes of the chunk at `offset`, and for each filter whether it was left out, in a bit; empty where the
  /// chunk was never written. They stay until the next call.
  ///
  /// - Precondition: There are filters. Without them the library tells the length that the chunk should have, and then
  ///   reads the length that its index states.
  func stored(at offset: [Int]) throws -> (bytes: UnsafeRawBufferPointer, skipped: UInt32)
  /// Reads the elements of a chunk that no filter went over, as they are stored, into the place of a whole chunk. What
  /// of it lies outside of the dataset becomes zeros.
  func readPlain(at offset: [Int], into buffer: UnsafeMutableRawBufferPointer) throws
}
