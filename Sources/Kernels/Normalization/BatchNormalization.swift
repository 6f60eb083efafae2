import CKernels
import Tensors

/// Batch normalisation as in training (Ioffe and Szegedy 2015): every channel by its own mean and variance over all
/// samples and pixels.
///
/// `out = weight · (in − mean) / √(variance + ε) + bias`. Sums are added up in double precision. Bound by memory: three
/// passes forward, three backward.
public enum BatchNormalization {
  /// What a forward pass finds out about its input, for the gradient and for running statistics.
  public struct Statistics: Sendable {
    /// The number of channels.
    public let channels: Int
    private let map: FeatureMap

    /// Makes room for the statistics of some channels.
    public init(channels: Int) { self.init(FeatureMap(channels: 2, height: 1, width: channels)) }

    /// Takes a map `[1, 2, 1, channels]` as room.
    public init(_ map: FeatureMap) {
      precondition(
        map.batch == 1 && map.channelCount == 2 && map.height == 1, "Statistics are two rows, not \(map.shape).")
      channels = map.width
      self.map = map
    }

    /// The mean of each channel.
    package var mean: UnsafeMutablePointer<Float> { map.plane(sample: 0) }
    /// The variance of each channel, over n values, not n − 1.
    package var variance: UnsafeMutablePointer<Float> { map.plane(sample: 0, channel: 1) }
  }

  /// Normalises `input` into `output`, which must not overlap it, and keeps its statistics.
  ///
  /// - Parameters:
  ///   - weight: `[channels]`.
  ///   - bias: `[channels]`.
  public static func run(
    _ input: FeatureMap, weight: Tensor<Float>, bias: Tensor<Float>, epsilon: Float, statistics: Statistics,
    into output: FeatureMap, workers: Workers
  ) {
    let channels = input.channelCount
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    precondition(!output.overlaps(input), "A normalisation keeps its input for the gradient.")
    precondition(
      weight.shape == [channels] && bias.shape == [channels] && statistics.channels == channels,
      "A normalisation of \(channels) channels has as many weights and biases.")
    let values = Double(input.batch * input.planeCount)
    let (rows, training) = (workers.kernels.networks.rows, workers.kernels.training)
    weight.withUnsafeBufferPointer { weight in
      bias.withUnsafeBufferPointer { bias in
        workers.forEach(channels) { channel in
          var sum = 0.0
          for sample in 0..<input.batch {
            sum += rows.sum(input.plane(sample: sample, channel: channel), input.planeCount)
          }
          let mean = Float(sum / values)
          var squares = 0.0
          for sample in 0..<input.batch {
            squares += training.square_deviations(
              input.plane(sample: sample, channel: channel), input.planeCount, mean)
          }
          statistics.mean[channel] = mean
          statistics.variance[channel] = Float(squares / values)
          let scale = weight[channel] / (statistics.variance[channel] + epsilon).squareRoot()
          for sample in 0..<input.batch {
            training.scale_row(
              input.plane(sample: sample, channel: channel), input.planeCount, scale, bias[channel] - mean * scale,
              output.plane(sample: sample, channel: channel))
          }
        }
      }
    }
  }

  /// Normalises by statistics that are known, as a network in use does. `output` may be `input`.
  public static func run(
    _ input: FeatureMap, weight: Tensor<Float>, bias: Tensor<Float>, mean: Tensor<Float>, variance: Tensor<Float>,
    epsilon: Float, into output: FeatureMap, workers: Workers
  ) {
    let channels = input.channelCount
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    precondition(
      [weight, bias, mean, variance].allSatisfy { $0.shape == [channels] },
      "A normalisation of \(channels) channels has as many weights, biases, means and variances.")
    let scales = weight.scalars.indices.map { weight[$0] / (variance[$0] + epsilon).squareRoot() }
    let shifts = scales.indices.map { bias[$0] - mean[$0] * scales[$0] }
    workers.forEach(input.batch * channels) { item in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: channels)
      workers.kernels.training.scale_row(
        input.plane(sample: sample, channel: channel), input.planeCount, scales[channel], shifts[channel],
        output.plane(sample: sample, channel: channel))
    }
  }

  /// Mixes the statistics of a forward pass into running ones: `running ← (1 − share) · running + share · new`, the
  /// variance over n − 1.
  ///
  /// - Parameter values: The number of values of a channel, samples times pixels.
  public static func update(
    runningMean: inout Tensor<Float>, runningVariance: inout Tensor<Float>, by statistics: Statistics, values: Int,
    share: Float = 0.1
  ) {
    let unbiased = Float(values) / Float(max(1, values - 1))
    runningMean.withUnsafeMutableBufferPointer { mean in
      runningVariance.withUnsafeMutableBufferPointer { variance in
        for channel in 0..<statistics.channels {
          mean[channel] += share * (statistics.mean[channel] - mean[channel])
          variance[channel] += share * (statistics.variance[channel] * unbiased - variance[channel])
        }
      }
    }
  }

  /// Where the gradients of a normalisation go, and whether each is added to what is there.
  public struct Gradients {
    /// The gradient of the input, where asked for.
    public var input: (map: FeatureMap, isAdded: Bool)?
    /// The gradient of the weights, `[1, 1, 1, channels]`.
    public var weight: (map: FeatureMap, isAdded: Bool)
    /// The gradient of the biases, `[1, 1, 1, channels]`.
    public var bias: (map: FeatureMap, isAdded: Bool)

    /// Names the maps to write.
    public init(
      input: (map: FeatureMap, isAdded: Bool)?, weight: (map: FeatureMap, isAdded: Bool),
      bias: (map: FeatureMap, isAdded: Bool)
    ) {
      self.input = input
      self.weight = weight
      self.bias = bias
    }
  }

  /// The gradients of a forward pass with ``Statistics``.
  ///
  /// With x̂ the normalised input, g the upstream gradient and ⟨⟩ the mean of a channel:
  /// `dx = weight / √(variance + ε) · (g − ⟨g⟩ − x̂ · ⟨g x̂⟩)`.
  public static func backward(
    _ upstream: FeatureMap, of input: FeatureMap, weight: Tensor<Float>, epsilon: Float, statistics: Statistics,
    into gradients: Gradients, workers: Workers
  ) {
    precondition(upstream.shape == input.shape, "The gradient's shape \(upstream.shape) is not \(input.shape).")
    let vector = [1, 1, 1, input.channelCount]
    precondition(
      gradients.weight.map.shape == vector && gradients.bias.map.shape == vector,
      "The gradients of weights and biases have the shape \(vector).")
    let (rows, training) = (workers.kernels.networks.rows, workers.kernels.training)
    let values = Double(input.batch * input.planeCount)
    let (ofWeight, ofBias) = (gradients.weight.map.plane(sample: 0), gradients.bias.map.plane(sample: 0))
    weight.withUnsafeBufferPointer { weight in
      workers.forEach(input.channelCount) { channel in
        let mean = statistics.mean[channel]
        let inverse = 1 / (Double(statistics.variance[channel]) + Double(epsilon)).squareRoot()
        var (sum, product) = (0.0, 0.0)
        for sample in 0..<input.batch {
          let (g, x) = (upstream.plane(sample: sample, channel: channel), input.plane(sample: sample, channel: channel))
          sum += rows.sum(g, input.planeCount)
          product += training.deviation_product(g, x, input.planeCount, mean)
        }
        product *= inverse
        ofWeight[channel] = Float(product) + (gradients.weight.isAdded ? ofWeight[channel] : 0)
        ofBias[channel] = Float(sum) + (gradients.bias.isAdded ? ofBias[channel] : 0)
        guard let target = gradients.input else { return }
        let a = Double(weight[channel]) * inverse
        let b = -a * inverse * product / values
        let c = -a * sum / values - b * Double(mean)
        let factors = SaccadeCombination(g: Float(a), x: Float(b), constant: Float(c))
        for sample in 0..<input.batch {
          training.combine_rows(
            upstream.plane(sample: sample, channel: channel), input.plane(sample: sample, channel: channel),
            input.planeCount, factors, target.isAdded ? 1 : 0,
            target.map.plane(sample: sample, channel: channel))
        }
      }
    }
  }
}
