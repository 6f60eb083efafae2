import Files

/// Reads the heaps of an HDF5 file in which texts of any length lie.
///
/// A collection begins with `GCOL`, a version, and its length; then come objects, each with an index, a count of
/// references, a length, and bytes that are filled up to a multiple of 8 (HDF5 File Format Specification, III.E). They
/// are read here and not by the library, which trusts them.
final class HDF5HeapReader {
  let file: InputFile
  let superblock: HDF5Superblock
  /// Where the objects of the collections that were met lie.
  private var collections: [UInt64: [Int: Range<Int>]] = [:]

  private static let largestCollection = 1 << 24

  /// Opens a file.
  convenience init(path: String) throws {
    let file = try InputFile(path: path)
    self.init(file: file, superblock: try HDF5Superblock(file))
  }

  /// Reads the heaps of a file that is open.
  init(file: InputFile, superblock: HDF5Superblock) {
    self.file = file
    self.superblock = superblock
  }

  /// The bytes of a reference to an object, after the length.
  var referenceBytes: Int { superblock.addressBytes + 4 }

  /// The bytes that a reference stands for; nil where it leads nowhere.
  func bytes(_ reference: ArraySlice<UInt8>) throws -> [UInt8]? {
    let address = reference.prefix(superblock.addressBytes).littleEndianNumber
    let index = Int(reference.dropFirst(superblock.addressBytes).prefix(4).littleEndianNumber)
    guard let place = try collection(address)?[index] else { return nil }
    return try file.bytes(at: place.lowerBound, count: place.count)
  }

  private func collection(_ address: UInt64) throws -> [Int: Range<Int>]? {
    if let known = collections[address] { return known }
    let lengthBytes = superblock.lengthBytes
    let headBytes = 8 + lengthBytes
    let end = file.byteCount - superblock.start
    guard address <= UInt64(end), end - Int(address) >= headBytes else { return nil }
    let start = superblock.start + Int(address)
    let head = try file.bytes(at: start, count: headBytes)
    guard head.starts(with: Array("GCOL".utf8)), head[4] == 1 else { return nil }
    let count = Int(clamping: head[8..<headBytes].littleEndianNumber)
    guard count >= headBytes, count <= min(end - Int(address), Self.largestCollection) else { return nil }
    let bytes = try file.bytes(at: start, count: count)
    var objects: [Int: Range<Int>] = [:]
    var offset = (headBytes + 7) / 8 * 8
    while offset + headBytes <= count {
      let index = Int(bytes[offset..<offset + 2].littleEndianNumber)
      let length = Int(clamping: bytes[offset + 8..<offset + headBytes].littleEndianNumber)
      let content = offset + (headBytes + 7) / 8 * 8
      // The object 0 is the room that is left.
      guard index > 0, length <= count - min(content, count) else { break }
      objects[index] = start + content..<start + content + length
      offset = content + (length + 7) / 8 * 8
    }
    collections[address] = objects
    return objects
  }
}
