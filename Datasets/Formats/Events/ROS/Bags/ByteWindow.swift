import Files
import Runtime

/// Bytes that are read from front to back, of which a stretch at a time lies in memory.
///
/// A stretch of a file is fetched 256 KiB at a time, and more where one record is longer.
final class ByteWindow {
  /// The place of the next byte: in the file, or in the block of memory.
  private(set) var position: Int
  /// The place after the last byte.
  let end: Int
  private let file: InputFile?
  private let content: DecompressedBytes?
  private var memory: AlignedMemory
  /// What of the source lies in `memory`, from its start on.
  private var held: Range<Int>

  /// What is fetched at once.
  private let standardBytes: Int

  /// Reads a stretch of a file.
  ///
  /// - Parameter standardBytes: What is fetched at once: little where most is skipped.
  init(file: InputFile, range: Range<Int>, standardBytes: Int = 256 << 10) {
    self.standardBytes = standardBytes
    self.file = file
    content = nil
    position = range.lowerBound
    end = range.upperBound
    held = range.lowerBound..<range.lowerBound
    memory = AlignedMemory(uninitializedByteCount: min(standardBytes, range.count))
  }

  /// Reads what was decompressed. The window must go before other bytes take their place.
  init(_ content: DecompressedBytes) {
    standardBytes = 0
    file = nil
    position = 0
    end = content.count
    held = 0..<content.count
    memory = AlignedMemory(uninitializedByteCount: 0)
    self.content = content
  }

  /// The number of bytes that are left.
  var remaining: Int { end - position }

  /// The next `count` bytes, or nil where fewer are left. They stay until the next call.
  func peek(_ count: Int) throws -> UnsafeRawBufferPointer? {
    precondition(count >= 0, "A window shows no fewer than zero bytes.")
    guard count <= remaining else { return nil }
    if let content { return UnsafeRawBufferPointer(rebasing: content.bytes[position..<position + count]) }
    if position < held.lowerBound || count > held.upperBound - position { try fetch(count) }
    return UnsafeRawBufferPointer(start: memory.baseAddress + (position - held.lowerBound), count: count)
  }

  /// Goes on after the next `count` bytes, which are there.
  func skip(_ count: Int) {
    precondition(count >= 0 && count <= remaining, "A window cannot skip more than is left.")
    position += count
  }

  /// Goes to another place of the stretch.
  func move(to place: Int) {
    precondition(place >= 0 && place <= end, "A window stays within its stretch.")
    position = place
  }

  private func fetch(_ count: Int) throws {
    guard let file else { return }
    if count > memory.byteCount {
      // The file holds these bytes: a damaged length does not get here.
      let blocks = (count + standardBytes - 1) / standardBytes
      memory = AlignedMemory(uninitializedByteCount: blocks * standardBytes)
    }
    let length = min(memory.byteCount, remaining)
    held = position..<position
    try file.read(into: UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: length), at: position)
    held = position..<position + length
  }
}
