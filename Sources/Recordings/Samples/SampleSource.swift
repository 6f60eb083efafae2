/// What is asked of a recording beside its events.
public struct SampleContents: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: UInt8
  /// Takes bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Pictures, decoded.
  public static let frames = SampleContents(rawValue: 1)
  /// When pictures were taken; where ``frames`` are asked for, too, these come.
  public static let frameTimes = SampleContents(rawValue: 2)
  /// What an inertial unit measured.
  public static let inertial = SampleContents(rawValue: 4)
}

/// One of the things that a recording carries beside its events.
public enum RecordedSample: Sendable, Equatable {
  /// A picture.
  case frame(RecordedFrame)
  /// When a picture was taken, and its size; it was not decoded.
  case frameTime(FrameTime, SensorSize)
  /// What an inertial unit measured.
  case inertial(InertialSample)

  /// When it was taken, in microseconds on the clock of the recording's events; of a picture the middle of its exposure.
  public var timeMicroseconds: Int64 {
    switch self {
    case .frame(let frame): frame.time.microseconds
    case .frameTime(let time, _): time.microseconds
    case .inertial(let sample): sample.timeMicroseconds
    }
  }
}

/// Pictures and inertial samples that come one after another, in the order of the recording: of a file, a camera, a network.
///
/// One is in memory at a time.
public protocol SampleSource: AnyObject {
  /// What may come of what was asked for; what is not among it does not.
  var contents: SampleContents { get }
  /// What was odd so far but did not stop the reading.
  var warnings: [RecordingWarning] { get }

  /// The next picture or sample, or nil at the end and ever after.
  ///
  /// - Throws: `FileError` that names the place at which the file is damaged. What lies before it was handed out.
  func next() throws -> RecordedSample?
}

/// Where pictures and inertial samples go.
public protocol SampleSink: AnyObject {
  /// Appends one, in the order of the recording.
  ///
  /// - Throws: Where it cannot hold it; of a file `FileError` of kind `cannotCreate`. Nothing is left then.
  func append(_ sample: RecordedSample) throws
}
