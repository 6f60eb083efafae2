import Tensors

/// Fields of true displacement at times of their own, in order, from which the flow between any two times is made.
///
/// Field k is the displacement in pixels from ``timesSeconds``[k] to ``timesSeconds``[k + 1]; EV-FlowNet (Zhu et al., RSS
/// 2018) says how it is carried to other times. Numbers and times are those of the file, without rounding: the
/// propagation works on doubles.
public protocol FlowGroundTruthSource: AnyObject {
  /// The file, for messages.
  var path: String { get }
  /// The times of the fields in seconds of the recording's clock; they do not go back.
  var timesSeconds: [Double] { get }
  /// The height of a field in pixels.
  var height: Int { get }
  /// The width of a field in pixels.
  var width: Int { get }

  /// A field, `[2, height, width]`, u before v. Pixels without flow are zero, or not finite.
  ///
  /// Cost: fields are best read in order; a step back may cost a pass from the first.
  ///
  /// - Precondition: There is such a field.
  /// - Throws: `FileError` where the file is damaged.
  func field(_ index: Int) throws -> Tensor<Double>
}

extension FlowGroundTruthSource {
  /// The number of fields.
  public var count: Int { timesSeconds.count }

  /// The times of the fields in microseconds, rounded as those of MVSEC's events are.
  public var timesMicroseconds: [Int64] { timesSeconds.map(SecondsOfMVSEC.microseconds) }
}

/// Fields of true displacement in memory: for tests, and for those that were made.
public final class FlowGroundTruthArray: FlowGroundTruthSource {
  /// What messages call it.
  public let path: String
  /// The times of the fields in seconds.
  public let timesSeconds: [Double]
  /// The height of a field in pixels.
  public var height: Int { fields[0].shape[1] }
  /// The width of a field in pixels.
  public var width: Int { fields[0].shape[2] }
  private let fields: [Tensor<Double>]

  /// Takes fields and their times.
  ///
  /// - Precondition: There is one time for each field, one or more, all of one shape `[2, height, width]`.
  public init(timesSeconds: [Double], fields: [Tensor<Double>], path: String = "ground truth") {
    precondition(timesSeconds.count == fields.count && !fields.isEmpty, "Each field has a time.")
    precondition(
      fields.allSatisfy { $0.rank == 3 && $0.shape[0] == 2 && $0.shape == fields[0].shape },
      "Fields have one shape [2, height, width].")
    (self.timesSeconds, self.fields, self.path) = (timesSeconds, fields, path)
  }

  /// A field.
  public func field(_ index: Int) throws -> Tensor<Double> { fields[index] }
}
