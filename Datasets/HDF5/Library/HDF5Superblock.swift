import Files

/// The first block of an HDF5 file, read before the library reads it: its message for a file that is cut off names no
/// byte.
struct HDF5Superblock: Sendable {
  /// Where the block starts: at 0, or after something of the user's, of 512 bytes or twice, four times, … as many.
  let start: Int
  /// The bytes of an address; 8 but in files of very old programs.
  let addressBytes: Int
  /// The bytes of a length.
  let lengthBytes: Int

  /// The most that is looked at: the fixed part and four addresses of 8 bytes.
  private static let mostBytes = 64

  /// Finds and reads the block.
  ///
  /// - Throws: `FileError` where there is none, or the file is shorter than the block says.
  init(_ file: InputFile) throws {
    var start = 0
    while start <= file.byteCount - FileSignature.hdf5.count {
      let block = try file.bytes(at: start, count: min(Self.mostBytes, file.byteCount - start))
      if block.starts(with: FileSignature.hdf5) {
        try self.init(file, block, start: start)
        return
      }
      start = start == 0 ? 512 : start * 2
    }
    throw FileError(
      .badContent, path: file.path, problem: "this is no HDF5 file: it does not begin with HDF5's signature",
      place: "byte 0", remedy: "the file is cut off or of another format")
  }

  private init(_ file: InputFile, _ block: [UInt8], start: Int) throws {
    guard block.count > 14 else { throw Self.cutOff(file, "the first block is cut off") }
    // The versions 0 and 1 have more before their addresses, and another order.
    let version = block[8]
    self.start = start
    addressBytes = Int(version < 2 ? block[13] : block[9])
    lengthBytes = Int(version < 2 ? block[14] : block[10])
    let addresses = version == 0 ? 24 : version == 1 ? 28 : 12
    guard [2, 4, 8].contains(addressBytes), [2, 4, 8].contains(lengthBytes) else {
      throw FileError(
        .badContent, path: file.path,
        problem: "its addresses have \(addressBytes) bytes and its lengths \(lengthBytes)", place: "byte \(start)",
        remedy: FileError.damagedFile)
    }
    let endPlace = addresses + 2 * addressBytes
    guard block.count >= endPlace + addressBytes else { throw Self.cutOff(file, "the first block is cut off") }
    let end = block[endPlace..<endPlace + addressBytes].littleEndianNumber
    if end > UInt64(file.byteCount) {
      throw Self.cutOff(file, "the file has \(file.byteCount) of the \(end) bytes that its first block says")
    }
  }

  private static func cutOff(_ file: InputFile, _ problem: String) -> FileError {
    FileError(
      .badContent, path: file.path, problem: problem, place: "byte \(file.byteCount)", remedy: FileError.damagedFile)
  }
}

extension FileError {
  static let damagedFile: Message = "the file is cut off or damaged; fetch it again"
}

extension ArraySlice<UInt8> {
  /// The number that up to 8 bytes are, the lowest first.
  var littleEndianNumber: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
