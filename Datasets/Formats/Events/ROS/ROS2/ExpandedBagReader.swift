import Files
import Recordings
import Runtime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a bag's file that is compressed as a whole, from a decompressed copy.
///
/// The copy lies in the folder for temporary files, since databases are not read from front to back, and has no name
/// any more once it is open.
final class ExpandedBagReader: BagReader {
  private let path: String
  private var reader: any BagReader
  private let cutOff: RecordingWarning?

  private static let pieceBytes = 1 << 20
  /// No recording is packed better than this; the copy of one that claims to be would fill the disk.
  private static let greatestRatio = 256

  /// Decompresses the file.
  init(file: InputFile, topics: any BagTopicChoice) throws {
    path = file.path
    let copy = try OutputFile(path: Self.temporaryPath())
    cutOff = try Self.expand(file, into: copy)
    // Nothing is left behind whatever happens.
    defer {
      unlink(copy.path)
      TemporaryFiles.remove(copy.path)
    }
    TemporaryFiles.add(copy.path)
    try copy.commit()
    reader = try Self.at(path) {
      let content = try InputFile(path: copy.path)
      let start = try content.bytes(at: 0, count: min(Ros2Storage.magicBytes, content.byteCount))
      switch Ros2Storage(start) {
      case .mcap: return try McapReader(file: content, topics: topics)
      case .sqlite:
        return try SQLiteBagReader(path: file.path, contentPath: copy.path, isFixed: true, topics: topics)
      case .zstandard, nil: throw Self.noBag(file.path)
      }
    }
  }

  var warnings: [RecordingWarning] {
    (cutOff.map { [$0] } ?? [])
      + reader.warnings.map { warning in
        var copy = warning
        copy.path = path
        copy.place = warning.place.map(Self.inContent)
        return copy
      }
  }

  func next() throws -> BagMessage? { try Self.at(path) { try reader.next() } }

  private static func noBag(_ path: String) -> FileError {
    FileError(
      .badContent, path: path, problem: "what is compressed here is neither an mcap file nor a database",
      place: "byte 0", remedy: "the file is damaged or no bag; fetch it again")
  }

  /// Throws where the content is no bag's by its first bytes, or more than is believed.
  private static func check(_ start: [UInt8], written: Int, of file: InputFile) throws {
    if start.count == Ros2Storage.magicBytes {
      switch Ros2Storage(start) {
      case .mcap, .sqlite: break
      case .zstandard, nil: throw noBag(file.path)
      }
    }
    let (scaled, overflow) = file.byteCount.multipliedReportingOverflow(by: greatestRatio)
    let limit = max(UnpackedLimit.leastBytes, overflow ? .max : scaled)
    guard written <= limit else {
      throw FileError(
        .badContent, path: file.path, problem: "it holds more than \(limit) bytes, \(greatestRatio) times its length",
        remedy: "decompress it first if its content is sound")
    }
  }

  /// Decompresses from front to back; what there is of a file that is cut off.
  private static func expand(_ file: InputFile, into copy: OutputFile) throws -> RecordingWarning? {
    let input = AlignedMemory(uninitializedByteCount: pieceBytes)
    let output = AlignedMemory(uninitializedByteCount: pieceBytes)
    let room = UnsafeMutableRawBufferPointer(start: output.baseAddress, count: pieceBytes)
    var position = 0
    var written = 0
    var start: [UInt8] = []
    var isWhole = true
    do {
      let decompressor = try Zstandard()
      while position < file.byteCount {
        let count = min(pieceBytes, file.byteCount - position)
        try file.read(into: UnsafeMutableRawBufferPointer(start: input.baseAddress, count: count), at: position)
        var piece = UnsafeRawBufferPointer(start: input.baseAddress, count: count)
        var isFull = false
        while !piece.isEmpty || isFull {
          let step = try decompressor.step(piece, into: room)
          written += step.produced
          start += room[..<min(step.produced, Ros2Storage.magicBytes - start.count)]
          try check(start, written: written, of: file)
          try copy.write(UnsafeRawBufferPointer(rebasing: room[..<step.produced]))
          piece = UnsafeRawBufferPointer(rebasing: piece[step.consumed...])
          position += step.consumed
          isWhole = step.frameEnds
          isFull = step.produced == pieceBytes
          if isWhole && piece.isEmpty { break }
        }
      }
    } catch let error as CompressionError {
      throw error.at(path: file.path, offset: position, action: "decompressing the file")
    }
    if isWhole { return nil }
    return RecordingWarning(
      path: file.path, problem: "the compressed file is cut off", place: "byte \(file.byteCount)",
      consequence: "what can be decompressed is read", isTruncation: true)
  }

  private static func temporaryPath() -> String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    return "\(folder)/saccade-bag-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
  }

  private static func at<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var error as FileError {
      error.path = path
      error.place = error.place.map(inContent)
      throw error
    }
  }

  private static func inContent(_ place: String) -> String { "\(place) of what is decompressed" }
}
