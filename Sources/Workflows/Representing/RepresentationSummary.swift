/// What a job that writes the tensors of a recording wrote.
public struct RepresentationSummary: Encodable, Sendable {
  /// What was read.
  public var input: String
  /// What was written.
  public var output: String
  /// The representation's name.
  public var kind: String
  /// The scalars' type: `float32`, `uint8`.
  public var dtype: String
  /// The shape of all tensors together, windows first.
  public var shape: [Int]
  /// The axes' names.
  public var axes: [String]
  /// The size of the sensor, or of the part of it that was taken.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// The events in all windows; nil of spikes.
  public var events: Int?
  /// How many windows hold no event.
  public var emptyWindows: Int
  /// Where the first window starts and the last one ends, in microseconds; nil where there is none.
  public var startUs: Int64?
  /// Where its time ends, in microseconds.
  public var endUs: Int64?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]
}
