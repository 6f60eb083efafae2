import Recordings

/// A format as a state machine over bytes, apart from where the bytes come from.
///
/// It is fed pieces of a file from the first byte after the header on, cut anywhere, and remembers between them what
/// the format carries on: the high bits of a clock, the row of a vector.
public protocol EventDecoder {
  /// What was odd so far.
  var warnings: [RecordingWarning] { get }
  /// The triggers met and not taken.
  var triggers: TriggerQueue { get set }

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
  public var triggers: TriggerQueue {
    get { TriggerQueue() }
    set { precondition(newValue.count == 0, "This format has no triggers.") }
  }
}
