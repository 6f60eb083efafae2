/// What a job that draws pictures wrote.
public struct RenderingSummary: Encodable, Sendable {
  /// What was written.
  public var output: String
  /// What the pictures show: `frame`, `time-surface`, `xyt`, `flow`, `arrows`.
  public var style: String
  /// The name of the representation that they show; nil for none.
  public var kind: String?
  /// How many pictures were written.
  public var pictures: Int
  /// The flow that has full color, in pixels; nil where none is shown.
  public var maxFlow: Float?
  /// The events in all pictures; nil where none are counted.
  public var events: Int?
  /// The duration of a picture's window, in microseconds; nil where windows are not cut by time.
  public var windowUs: Int64?
  /// From the start of one window of a video to that of the next, in microseconds.
  public var strideUs: Int64?
  /// How fast a video runs, 1 in real time.
  public var speed: Double?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]
}
