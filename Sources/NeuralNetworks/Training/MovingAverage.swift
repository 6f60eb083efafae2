import Files
import Kernels
import Tensors

/// The moving average of a network's parameters, whose network is often better than that of the last step (Polyak and
/// Juditsky 1992).
///
/// After a step `average ← average + (1 − d) · (parameter − average)`, where d grows with the steps to its last value:
/// `min(decay, (1 + step) / (10 + step))`, so that the drawn parameters are soon forgotten. Belongs to one thread.
public final class MovingAverage {
  /// What is kept of the average at a step.
  public let decay: Float
  /// The average by name.
  public private(set) var values: [String: Tensor<Float>]

  /// Starts with parameters as they are.
  public init(_ parameters: TrainableParameters, decay: Float) {
    precondition(decay >= 0 && decay < 1, "A decay lies from 0 to below 1, not at \(decay).")
    self.decay = decay
    values = parameters.values
  }

  /// Takes parameters in after a step, which is counted from 1. Cost: a pass over them.
  public func add(_ parameters: TrainableParameters, step: Int, workers: Workers) {
    let decay = min(decay, Float(1 + step) / Float(10 + step))
    for parameter in parameters.all {
      guard parameter.isLearnt else {
        values[parameter.name] = parameter.value
        continue
      }
      var average = values.updateValue(Self.none, forKey: parameter.name) ?? parameter.value
      MovingAverageStep(rate: 1 - decay)(&average, towards: parameter.value, workers: workers)
      values[parameter.name] = average
    }
  }

  private static let none = Tensor<Float>(zeros: [0])

  /// Goes on from an average.
  ///
  /// - Throws: ``ParameterError`` where a tensor is missing or has another shape.
  public func restore(_ averages: ParameterTree) throws {
    for (name, value) in values { values[name] = try averages.tensor(name, shape: value.shape) }
  }
}
