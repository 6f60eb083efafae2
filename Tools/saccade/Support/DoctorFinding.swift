/// Something that `saccade doctor` found: a line for a person, and the numbers in it for a program.
struct DoctorFinding: Encodable {
  /// A pixel and its events.
  struct Pixel: Encodable {
    var x: Int
    var y: Int
    var events: Int?
  }

  /// What it is, by a name that stays: `clock-wrap`, `truncated`, ….
  var kind: String
  /// What it is, how often, and where first, in words.
  var message: String
  /// What to do about it, in words.
  var advice: String
  /// Whether `--repair` does something about it.
  var repairable: Bool
  /// How many events, steps, frames or pixels it is about.
  var count: Int?
  /// The first event it is about, counted from 0, and its time as the recording has it.
  var firstEvent: Int?
  var firstUs: Int64?
  /// The first frame it is about.
  var firstFrame: Int?
  /// The longest step or pause, in microseconds.
  var longestUs: Int64?
  /// The bits of a clock.
  var bits: Int?
  /// The pixels it is about, at most 20 of them.
  var pixels: [Pixel]?
  /// Where in the file: in words, and the byte where that is known.
  var place: String?
  var byte: Int?
  /// The events before the place, which can be saved.
  var eventsBefore: Int?

  init(_ kind: String, _ message: String, advice: String, repairable: Bool = false) {
    self.kind = kind
    self.message = message
    self.advice = advice
    self.repairable = repairable
  }

  /// The line for a person.
  var line: String { "\(kind): \(message); \(advice)" }
}
