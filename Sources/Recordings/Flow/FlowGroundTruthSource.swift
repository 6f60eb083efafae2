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
}
