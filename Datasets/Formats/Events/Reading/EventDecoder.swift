import Recordings
import Tensors

/// A format as a state machine over bytes, apart from where the bytes come from.
///
/// It is fed pieces of a file from the first byte after the header on, cut anywhere, and remembers between them what
/// the format carries on: the high bits of a clock, the row of a vector.
public protocol EventDecoder {
  /// What was odd so far.
  var warnings: [RecordingWarning] { get }
  /// The triggers met so far.
  var triggers: [ExternalTrigger] { get }

  /// Decodes events until the bytes or the places run out.
  ///
  /// - Parameters:
  ///   - bytes: The next bytes of the file. What is not consumed comes again, followed by more.
  ///   - offset: The place of the first of them in the file, for errors.
  ///   - isLast: Whether the file ends with them. Then a rest too short for a record is left and warned of.
  ///   - columns: Where the events go.
  ///   - start: The first free place.
  /// - Returns: The bytes consumed, and the first free place after the events.
  /// - Throws: `FileError` where the bytes are none of the format's.
  mutating func decode(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, isLast: Bool, into columns: EventColumns, from start: Int
  ) throws -> (consumed: Int, end: Int)
}

extension EventDecoder {
  /// None.
  public var warnings: [RecordingWarning] { [] }
  /// None.
  public var triggers: [ExternalTrigger] { [] }
}

/// Reads a file piece by piece through a decoder.
public final class DecodedEventSource<Decoder: EventDecoder>: EventSource {
  /// What the file says before its first event.
  public let header: EventHeader
  private var decoder: Decoder
  private let file: InputFile
  private let buffer: AlignedMemory
  /// The place in the file of the first byte not yet consumed, and what of the buffer holds bytes from there on.
  private var position: Int
  private var unread = 0..<0

  private static var bufferBytes: Int { 1 << 20 }

  /// Starts behind the header.
  public init(file: InputFile, header: EventHeader, dataOffset: Int, decoder: Decoder) {
    self.file = file
    self.header = header
    self.decoder = decoder
    position = dataOffset
    buffer = AlignedMemory(uninitializedByteCount: Self.bufferBytes)
  }

  /// What was odd so far.
  public var warnings: [RecordingWarning] { decoder.warnings }
  /// The triggers met so far.
  public var triggers: [ExternalTrigger] { decoder.triggers }

  /// Writes the next events; see ``EventSource/read(into:)``.
  public func read(into columns: EventColumns) throws -> Int {
    var count = 0
    while count == 0 {
      let isLast = position + unread.count == file.byteCount
      if unread.isEmpty && isLast { return 0 }
      let bytes = UnsafeRawBufferPointer(start: buffer.baseAddress + unread.lowerBound, count: unread.count)
      let (consumed, end) = try decoder.decode(bytes, at: position, isLast: isLast, into: columns, from: count)
      precondition(consumed >= 0 && consumed <= unread.count, "A decoder consumed what it was not given.")
      position += consumed
      unread = unread.lowerBound + consumed..<unread.upperBound
      count = end
      if count > 0 { return count }
      if isLast && consumed == 0 { return 0 }
      if !isLast { try refill() }
    }
    return count
  }

  /// Moves the rest to the front and reads on behind it.
  private func refill() throws {
    let rest = unread.count
    buffer.baseAddress.copyMemory(from: buffer.baseAddress + unread.lowerBound, byteCount: rest)
    let room = min(Self.bufferBytes - rest, file.byteCount - position - rest)
    let target = UnsafeMutableRawBufferPointer(start: buffer.baseAddress + rest, count: room)
    try file.read(into: target, at: position + rest)
    unread = 0..<rest + room
  }
}
