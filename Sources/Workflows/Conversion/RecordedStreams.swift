import Recordings

/// The things that a recording may hold, of which a caller wants some.
public struct RecordedStreams: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: UInt8
  /// Takes bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Events, and triggers with them.
  public static let events = RecordedStreams(rawValue: 1)
  /// Pictures.
  public static let frames = RecordedStreams(rawValue: 2)
  /// What an inertial unit measured.
  public static let inertial = RecordedStreams(rawValue: 4)
  /// All of them.
  public static let all: RecordedStreams = [.events, .frames, .inertial]

  /// Each with the name that users know.
  public static let names: [(stream: RecordedStreams, name: String)] = [
    (.events, "events"), (.frames, "frames"), (.inertial, "imu"),
  ]

  /// What is asked of a reader beside events.
  package var samples: SampleContents {
    var contents: SampleContents = []
    if contains(.frames) { contents.insert(.frames) }
    if contains(.inertial) { contents.insert(.inertial) }
    return contents
  }
}
