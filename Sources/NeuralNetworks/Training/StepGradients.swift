import Tensors

/// What a part of a step's samples says about the parameters, as a value: it can be sent to another machine.
///
/// Reduced in the order of the parts, the gradients of several machines are those of one that computes all parts, byte by
/// byte; see ``Trainer/gradients(of:)``.
public struct StepGradients: Sendable, Equatable {
  /// The gradient of the mean loss by each parameter that one led to, of the parameter's shape.
  public var gradients: [String: Tensor<Float>]
  /// The running statistics that normalisations would go on with.
  public var statistics: [String: Tensor<Float>]
  /// How well the network did.
  public var score: TrainingScore

  /// Gathers what a part says.
  public init(
    gradients: [String: Tensor<Float>], statistics: [String: Tensor<Float>] = [:], score: TrainingScore
  ) {
    (self.gradients, self.statistics, self.score) = (gradients, statistics, score)
  }

  /// What all parts say together: the means of gradients and of statistics, each part weighing as many samples as it has.
  /// They are added in the order given, in single precision.
  ///
  /// Cost: a pass over the values of each part. Nothing changes where there is one part.
  public init(reducing parts: [StepGradients]) {
    precondition(!parts.isEmpty, "There is a part, or there is no step.")
    self = parts[0]
    if parts.count == 1 { return }
    for part in parts.dropFirst() { score.add(part.score) }
    let all = score.samples
    let shares = parts.map { Float(Double($0.score.samples) / Double(all)) }
    gradients = Self.mean(parts.map(\.gradients), shares)
    statistics = Self.mean(parts.map(\.statistics), shares)
  }

  private static func mean(_ parts: [[String: Tensor<Float>]], _ shares: [Float]) -> [String: Tensor<Float>] {
    var sums: [String: Tensor<Float>] = [:]
    for (part, share) in zip(parts, shares) {
      for (name, tensor) in part {
        guard var sum = sums.removeValue(forKey: name) else {
          sums[name] = tensor.map { share * $0 }
          continue
        }
        precondition(sum.shape == tensor.shape, "The parts' \(name) have the shapes \(sum.shape) and \(tensor.shape).")
        tensor.withUnsafeBufferPointer { values in
          sum.withUnsafeMutableBufferPointer { sums in
            for index in sums.indices { sums[index] += share * values[index] }
          }
        }
        sums[name] = sum
      }
    }
    return sums
  }
}
