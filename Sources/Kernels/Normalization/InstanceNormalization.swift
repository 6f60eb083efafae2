import CKernels
import Tensors

/// Instance normalisation (Ulyanov et al. 2016): every channel of every sample by its own mean and variance.
///
/// `out = activation((in − mean) / √(variance + ε))`, or with an addend `activation(that + addend)`. The variance is that
/// of n values, not n − 1; sums are added up in double precision. A plane stays in cache for its three passes; bound by
/// memory, one read and one write.
public enum InstanceNormalization {
  /// What is added to the variance.
  public static let usualEpsilon: Float = 1e-5

  /// Normalises a map into another, which may be the same one, or the addend.
  ///
  /// - Parameter addend: What is added after the activation, before it is applied once more; nil for nothing.
  public static func run(
    _ input: FeatureMap, adding addend: FeatureMap? = nil, activation: Activation = .identity,
    epsilon: Float = usualEpsilon, into output: FeatureMap, workers: Workers
  ) {
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    precondition(
      addend.map { $0.shape == output.shape } ?? true, "What is added to \(output.shape) has that shape.")
    let (rows, training) = (workers.kernels.networks.rows, workers.kernels.training)
    let count = input.planeCount
    workers.forEach(input.batch * input.channelCount) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: input.channelCount)
      let plane = input.plane(sample: sample, channel: channel)
      let mean = Float(rows.sum(plane, count) / Double(count))
      let variance = Float(training.square_deviations(plane, count, mean) / Double(count))
      let scale = 1 / (variance + epsilon).squareRoot()
      var job = SaccadeNormalizedRow(
        x: plane, count: count, mean: mean, scale: scale, slope: activation.negativeSlope,
        addend: addend.map { UnsafePointer($0.plane(sample: sample, channel: channel)) },
        out: output.plane(sample: sample, channel: channel))
      rows.normalize(&job)
    }
  }
}
