import CZip

/// A zip archive open for reading; the one owner of the library's handle.
///
/// The sizes that its table claims are held against the file's length when it is opened.
package final class ZipReader {
  /// One file in the archive.
  package struct Entry {
    /// Its path within the archive.
    package let name: String
    let index: UInt64
    /// The length of the content.
    package let byteCount: Int
    /// The length of what is stored.
    package let storedByteCount: Int
    /// Why it cannot be read, or nil.
    let obstacle: String?
  }

  /// The path as given.
  package let path: String
  /// The files in the order of the table.
  package let entries: [Entry]
  /// The length of the archive.
  package let fileByteCount: Int
  private let handle: OpaquePointer

  /// Opens an archive and reads its table.
  package init(path: String) throws {
    let file = try InputFile(path: path)
    guard file.byteCount >= 22, try file.bytes(at: 0, count: 2) == Array("PK".utf8) else {
      throw FileError(
        .badContent, path: path, problem: "this is no zip archive: it does not begin with PK", place: "byte 0",
        remedy: FileError.fetchAgain)
    }
    try Self.requireTable(file)
    var code: Int32 = 0
    guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
      var error = zip_error_t()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw ZipFailure.reading(&error, path: path, place: "the table at its end")
    }
    do {
      entries = try Self.table(of: handle, path: path, fileByteCount: file.byteCount)
    } catch {
      zip_discard(handle)
      throw error
    }
    self.path = path
    self.handle = handle
    fileByteCount = file.byteCount
  }

  deinit { zip_discard(handle) }

  /// The entry of that name.
  package func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

  /// Starts reading an entry.
  package func open(_ entry: Entry) throws -> ZipEntryStream {
    if let obstacle = entry.obstacle {
      throw FileError(
        .badContent, path: path, problem: obstacle, place: "entry \(entry.name)",
        remedy: "pack it again, stored or deflated")
    }
    guard let file = zip_fopen_index(handle, entry.index, 0) else {
      throw ZipFailure.reading(zip_get_error(handle), path: path, place: "entry \(entry.name)")
    }
    return ZipEntryStream(archive: self, entry: entry, file: file)
  }

  /// The whole content of an entry, its checksum compared.
  package func bytes(of entry: Entry) throws -> [UInt8] {
    let stream = try open(entry)
    let bytes = try stream.bytes(count: entry.byteCount)
    try stream.finish()
    return bytes
  }

  /// Throws where the end of the table is not in the last bytes of the file: the library does not say where it looked.
  private static func requireTable(_ file: InputFile) throws {
    // The end of the table and the longest comment that may follow.
    let count = min(file.byteCount, 22 + 0xffff)
    let last = try file.bytes(at: file.byteCount - count, count: count)
    let isThere = (0...(count - 4)).contains {
      last[$0] == 0x50 && last[$0 + 1] == 0x4b && last[$0 + 2] == 5 && last[$0 + 3] == 6
    }
    guard isThere else {
      throw FileError(
        .badContent, path: file.path, problem: "the zip archive ends without its table",
        place: "byte \(file.byteCount)", remedy: FileError.fetchAgain)
    }
  }

  /// Deflate packs at most 258 bytes into two bits.
  private static let largestDeflateRatio = 1032

  private static func table(of handle: OpaquePointer, path: String, fileByteCount: Int) throws -> [Entry] {
    var entries: [Entry] = []
    var storedSum = 0
    for index in 0..<UInt64(clamping: zip_get_num_entries(handle, 0)) {
      var status = zip_stat_t()
      zip_stat_init(&status)
      guard zip_stat_index(handle, index, 0, &status) == 0, let name = status.name else {
        throw ZipFailure.reading(zip_get_error(handle), path: path, place: "entry number \(index)")
      }
      let isStored = status.comp_method == UInt16(ZIP_CM_STORE)
      let obstacle = obstacle(method: status.comp_method, encryption: status.encryption_method)
      let entry = Entry(
        name: String(cString: name), index: index, byteCount: Int(clamping: status.size),
        storedByteCount: Int(clamping: status.comp_size), obstacle: obstacle)
      // Sums beyond the file's length come from entries that lie over each other.
      let (sum, overflow) = storedSum.addingReportingOverflow(entry.storedByteCount)
      storedSum = sum
      let (limit, limitOverflow) = entry.storedByteCount.multipliedReportingOverflow(
        by: isStored ? 1 : largestDeflateRatio)
      // Of what is not read nobody can say how far it is packed.
      let isPossible = !limitOverflow && entry.byteCount <= limit || obstacle != nil
      guard !overflow, sum <= fileByteCount, isPossible else {
        throw FileError(
          .badContent, path: path,
          problem: "\(entry.byteCount) bytes in \(entry.storedByteCount) are claimed, which cannot be",
          place: "entry \(entry.name)", remedy: FileError.fetchAgain)
      }
      entries.append(entry)
    }
    return entries
  }

  /// Methods that archives have besides storing and deflating, by their numbers in PKWARE's list.
  private static let otherMethods: [UInt16: String] = [
    9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd",
  ]

  private static func obstacle(method: UInt16, encryption: UInt16) -> String? {
    if encryption != UInt16(ZIP_EM_NONE) { return "the entry is encrypted" }
    if method == UInt16(ZIP_CM_STORE) || method == UInt16(ZIP_CM_DEFLATE) { return nil }
    let name = otherMethods[method].map { "is that of \($0), which is not read" } ?? "is unknown"
    return "the compression method \(method) \(name)"
  }
}
