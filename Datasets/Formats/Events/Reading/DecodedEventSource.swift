import Files
import Recordings
import Runtime

/// Reads a file piece by piece through a decoder, and what comes after its end where something goes on.
public final class DecodedEventSource<Decoder: EventDecoder>: EventFileSource {
  /// What the file says before its first event.
  public let header: EventHeader
  private(set) var decoder: Decoder
  let file: InputFile
  let dataOffset: Int
  private let buffer: AlignedMemory
  /// The place in the file of the first byte not yet consumed, and what of the buffer holds bytes from there on.
  private var position: Int
  private var unread = 0..<0
  /// What goes on after the file's end; nil where nothing does or no longer.
  private var continuation: (any EventContinuation)?
  /// What was odd before the reading began anew at another place.
  private var formerWarnings: [RecordingWarning] = []

  private static var bufferBytes: Int { 1 << 20 }

  /// Starts after the header.
  public init(file: InputFile, header: EventHeader, dataOffset: Int, decoder: Decoder) {
    self.file = file
    self.header = header
    self.dataOffset = dataOffset
    self.decoder = decoder
    position = dataOffset
    buffer = AlignedMemory(uninitializedByteCount: Self.bufferBytes)
  }

  /// What was odd so far.
  public var warnings: [RecordingWarning] {
    formerWarnings + decoder.warnings + decoder.triggers.warnings(path: file.path)
  }

  /// The triggers met and not taken.
  public func takeTriggers() -> [ExternalTrigger] { decoder.triggers.take() }

  /// Writes the next events; see `EventSource.read(into:)`.
  public func read(into columns: EventColumns) throws -> Int {
    while true {
      let isLast = continuation == nil && position + unread.count >= file.byteCount
      if unread.isEmpty && isLast { return 0 }
      let bytes = UnsafeRawBufferPointer(start: buffer.baseAddress + unread.lowerBound, count: unread.count)
      let (consumed, count) = try decoder.decode(bytes, at: position, isLast: isLast, into: columns, from: 0)
      precondition(consumed >= 0 && consumed <= unread.count, "A decoder consumed what it was not given.")
      position += consumed
      unread = unread.lowerBound + consumed..<unread.upperBound
      if count > 0 { return count }
      if isLast && consumed == 0 { return 0 }
      if !isLast { try refill() }
    }
  }

  /// Begins anew at another place of the file with a decoder made for it.
  func move(to place: Int, decoder: Decoder) {
    formerWarnings = warnings
    position = place
    unread = 0..<0
    self.decoder = decoder
  }

  /// Moves the rest to the front and reads on after it.
  private func refill() throws {
    let rest = unread.count
    buffer.baseAddress.copyMemory(from: buffer.baseAddress + unread.lowerBound, byteCount: rest)
    unread = 0..<rest
    let room = UnsafeMutableRawBufferPointer(start: buffer.baseAddress + rest, count: Self.bufferBytes - rest)
    let left = file.byteCount - position - rest
    if left > 0 {
      let part = UnsafeMutableRawBufferPointer(rebasing: room[..<min(room.count, left)])
      try file.read(into: part, at: position + rest)
      unread = 0..<rest + part.count
    } else if let continuation {
      let count = try continuation.read(into: room)
      unread = 0..<rest + count
      if count == 0 { self.continuation = nil }
    }
  }
}

/// A source that can go on after the end that its file had when it was opened.
protocol ContinuableEventSource: EventFileSource {
  /// Reads on where the file ends.
  func continueReading(from continuation: any EventContinuation)
  /// The bytes that the file had.
  var file: InputFile { get }
}

extension DecodedEventSource: ContinuableEventSource {
  func continueReading(from continuation: any EventContinuation) { self.continuation = continuation }
}
