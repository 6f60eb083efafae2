import Files

/// Reads bytes, numbers and lines from a stream through a window, so that it may stop anywhere in a long file.
struct ByteReader {
  private let stream: any ByteStream
  private var window: [UInt8] = []
  private var cursor = 0
  private static let longestLine = 1 << 20

  /// Starts at the stream's position.
  init(_ stream: any ByteStream) { self.stream = stream }

  /// The number of bytes of the stream that were handed out.
  var position: Int { stream.position - (window.count - cursor) }
  /// The number of bytes that are left.
  var remaining: Int { stream.remaining + window.count - cursor }

  /// An error about the content at the present position.
  func damage(_ problem: String, remedy: Message = FileError.fetchAgain) -> FileError {
    let place = (stream.entry.map { "entry \($0), " } ?? "") + "byte \(position)"
    return FileError(.badContent, path: stream.path, problem: problem, place: place, remedy: remedy)
  }

  mutating func byte() throws -> UInt8 {
    if cursor == window.count { try fill(1) }
    defer { cursor += 1 }
    return window[cursor]
  }

  /// The next `count` bytes, which are known to be there before memory is taken.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    if window.count - cursor < count { try fill(count) }
    defer { cursor += count }
    return Array(window[cursor..<cursor + count])
  }

  /// A little-endian unsigned number of `width` bytes.
  mutating func number(width: Int) throws -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(try byte()) << (8 * UInt64(index)) }
    return value
  }

  /// A count of bytes that follow, `width` bytes wide, held against what is left.
  mutating func count(width: Int) throws -> Int {
    let claimed = try number(width: width)
    guard claimed <= UInt64(remaining) else {
      throw damage("\(claimed) bytes are claimed but only \(remaining) are left")
    }
    return Int(claimed)
  }

  /// The bytes up to the next line feed, which is taken and left out.
  mutating func line() throws -> String {
    var bytes: [UInt8] = []
    while true {
      let next = try byte()
      if next == 0x0a { return String(decoding: bytes, as: UTF8.self) }
      guard bytes.count < Self.longestLine else { throw damage("a line of text has no end") }
      bytes.append(next)
    }
  }

  /// Leaves out the next `count` bytes.
  mutating func skip(_ count: Int) throws {
    let kept = window.count - cursor
    if count <= kept {
      cursor += count
      return
    }
    guard count <= remaining else {
      throw damage("\(count) bytes are needed but only \(remaining) are left")
    }
    try stream.skip(count - kept)
    window = []
    cursor = 0
  }

  private mutating func fill(_ count: Int) throws {
    guard count <= remaining else {
      throw damage("\(count) bytes are needed but only \(remaining) are left")
    }
    let kept = window.count - cursor
    let added = min(stream.remaining, max(count - kept, 1 << 14))
    window = try Array(window[cursor...]) + stream.bytes(count: added)
    cursor = 0
  }
}
