import Datasets
import Recordings
import Tensors

/// A field whose truth is known, and how a prediction of it may be called.
struct FieldRequest {
  /// The number by which its file goes: MVSEC's picture, DSEC's file, the field of a scene of spikes.
  var number: Int
  /// What people call it.
  var title: String
  /// From when to when it leads, on the recording's clock.
  var window: TimeWindow?
  /// From which frame to which.
  var frames: Range<Int>?
  /// The name of the truth's file without its ending.
  var stem: String?
}

/// A sequence of a data set with its true flow: a reader of files behind, asked field by field in order.
protocol EvaluationScene: AnyObject {
  /// The name.
  var name: String { get }
  /// The recording that a network may make the predictions from; nil where there is none.
  var recording: String? { get }
  /// Where the truth comes from, for messages.
  var truthPath: String { get }
  /// The fields that are compared, in order.
  var requests: [FieldRequest] { get }
  /// Sentences about this sequence for the report.
  var notes: [String] { get }
  /// The rows that count; nil for all.
  var rowsAboveHood: Int? { get }
  /// How many of the fields, from the first on, the authors' released evaluation takes; nil where it takes all.
  var releasedCount: Int? { get }

  /// The size of its fields.
  func size() throws -> SensorSize
  /// The true flow of a field.
  func truth(_ index: Int) throws -> FlowField
  /// The pixels that have an event in the window of a field; asked in order. Nil where the data set has no events.
  func eventMask(_ index: Int) throws -> Tensor<UInt8>?
}

extension EvaluationScene {
  var notes: [String] { [] }

  /// That of the first. Cost: it is read.
  func size() throws -> SensorSize {
    let truth = try truth(0)
    return SensorSize(width: truth.width, height: truth.height)
  }

  var rowsAboveHood: Int? { nil }
  var releasedCount: Int? { nil }
  func eventMask(_ index: Int) throws -> Tensor<UInt8>? { nil }
}
