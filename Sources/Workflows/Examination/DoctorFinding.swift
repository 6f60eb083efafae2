import Files

/// Something that an examination found: a line for a person, and the numbers in it for a program.
public struct DoctorFinding: Encodable, Sendable {
  /// A pixel and its events.
  public struct Pixel: Encodable, Sendable {
    /// The column, from the left.
    public var x: Int
    /// The row, from the top.
    public var y: Int
    /// How many events there are.
    public var events: Int?
  }

  /// What it is, by a name that stays: `clock-wrap`, `truncated`, ….
  public var kind: String
  /// What it is, how often, and where first, in words.
  public var message: String
  /// What to do about it, in words.
  public var advice: String
  /// Whether a repair does something about it.
  public var repairable: Bool
  /// How many events, steps, frames or pixels it is about.
  public var count: Int?
  /// The first event it is about, counted from 0, and its time as the recording has it.
  public var firstEvent: Int?
  /// The time of the first event or frame that it is about, in microseconds.
  public var firstUs: Int64?
  /// The first frame it is about.
  public var firstFrame: Int?
  /// The longest step or pause, in microseconds.
  public var longestUs: Int64?
  /// The bits of a clock.
  public var bits: Int?
  /// The pixels it is about, at most 20 of them.
  public var pixels: [Pixel]?
  /// Where in the file: in words, and the byte where that is known.
  public var place: String?
  /// The byte, where that is known.
  public var byte: Int?
  /// The events before the place, which can be saved.
  public var eventsBefore: Int?

  init(_ kind: String, _ message: String, advice: Message, repairable: Bool = false, _ observer: any JobObserver) {
    self.kind = kind
    self.message = message
    self.advice = observer.text(advice)
    self.repairable = repairable
  }

  /// The line for a person.
  public var line: String { "\(kind): \(message); \(advice)" }
}
