import CZip

/// The content of one entry of a zip archive, inflated as it is read.
package final class ZipEntryStream: ByteStream {
  private let archive: ZipReader
  private let content: ZipReader.Entry
  private let file: OpaquePointer
  package private(set) var position = 0

  /// Takes over `file`; `archive` stays open as long as this lives.
  init(archive: ZipReader, entry: ZipReader.Entry, file: OpaquePointer) {
    self.archive = archive
    content = entry
    self.file = file
  }

  deinit { zip_fclose(file) }

  package var path: String { archive.path }
  package var entry: String? { content.name }
  package var remaining: Int { content.byteCount - position }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    guard buffer.count <= remaining else {
      throw damage("\(buffer.count) bytes are needed but only \(remaining) are left")
    }
    guard let base = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count = Int(zip_fread(file, base + done, UInt64(buffer.count - done)))
      if count < 0 { throw ZipFailure.reading(zip_file_get_error(file), path: path, place: place) }
      if count == 0 { throw damage("the entry ends before its \(content.byteCount) bytes") }
      done += count
      position += count
    }
  }

  /// Reads what is left, and beyond it: the library compares the checksum at the end of an entry.
  package func finish() throws {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { chunk in
      while true {
        let count = Int(zip_fread(file, chunk.baseAddress, UInt64(chunk.count)))
        if count < 0 { throw ZipFailure.reading(zip_file_get_error(file), path: path, place: place) }
        if count == 0 { break }
        position += count
        guard position <= content.byteCount else {
          throw damage("the entry is longer than its \(content.byteCount) bytes")
        }
      }
    }
    guard position == content.byteCount else { throw damage("the entry ends before its \(content.byteCount) bytes") }
  }
}
