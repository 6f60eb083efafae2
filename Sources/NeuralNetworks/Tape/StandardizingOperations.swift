import Kernels
import Tensors

/// Runs a forward pass and, on its way, scales and shifts the parameters of each convolution that an activation follows, so
/// that what it sums has the mean 0 and the variance 1 in every channel, over the batch that it sees first (Krähenbühl et al.,
/// "Data-dependent Initializations of Convolutional Neural Networks", ICLR 2016; Mishkin and Matas, "All you need is a good
/// init", ICLR 2016).
///
/// Drawn parameters keep the variance of inputs that are as likely to be positive as negative. Spikes are not: all channels
/// of features that are drawn for them are nearly one constant, and correlations of such features hardly depend on where they
/// are taken. A convolution without activation, which predicts, stays as it was drawn.
public struct StandardizingOperations: NetworkOperations {
  /// The names that were met.
  private final class Met { var names: Set<String> = [] }

  /// What it computes with; its parameters are changed.
  public let tape: Tape
  private let met = Met()
  /// A channel that hardly varies is not made to: nothing but noise would be seen.
  private static let leastDeviation = 1e-6

  /// Takes a tape that records nothing.
  public init(_ tape: Tape) {
    precondition(!tape.isRecording, "What parameters are set by has no gradient.")
    self.tape = tape
  }

  /// A convolution, by parameters that are standardised where it is met first.
  public func convolution(_ layer: ConvolutionLayer, _ input: TapeChannels) -> TapeChannels {
    let it = layer.configuration
    if it.activation != .identity, met.names.insert(layer.names.weight).inserted {
      let sums = tape.convolution(
        tape.readable(input), weight: layer.names.weight, bias: layer.names.bias, stride: it.stride, padding: it.padding
      )
      standardize(layer.names, sums.map)
    }
    return tape.convolution(layer, input)
  }

  private func standardize(_ names: LayerNames, _ sums: FeatureMap) {
    let (weight, bias) = (tape.parameters[names.weight], tape.parameters[names.bias])
    guard weight.isLearnt, bias.isLearnt else { return }
    let terms = weight.value.count / sums.channelCount
    var (weights, biases) = (weight.value.scalars, bias.value.scalars)
    for channel in 0..<sums.channelCount {
      let (mean, deviation) = Self.moments(of: sums[channel..<channel + 1])
      guard deviation > Self.leastDeviation else { continue }
      for index in channel * terms..<(channel + 1) * terms {
        weights[index] = Float(Double(weights[index]) / deviation)
      }
      biases[channel] = Float((Double(biases[channel]) - mean) / deviation)
    }
    weight.value = Tensor(shape: weight.value.shape, scalars: weights)
    bias.value = Tensor(shape: bias.value.shape, scalars: biases)
    tape.parameters.markChanged()
  }

  /// The mean and the standard deviation of one channel.
  private static func moments(of channel: FeatureMap) -> (mean: Double, deviation: Double) {
    let values = channel.tensor.scalars
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
  }

  /// As the tape's.
  public func shape(of value: TapeChannels) -> [Int] { tape.shape(of: value) }

  /// As the tape's.
  public func zeros(batch: Int, channels: Int, height: Int, width: Int) -> TapeChannels {
    tape.zeros(batch: batch, channels: channels, height: height, width: width)
  }

  /// As the tape's.
  public func joined(_ values: [TapeChannels]) -> TapeChannels { tape.joined(values) }

  /// As the tape's.
  public func decoded(
    _ input: TapeChannels, by decoder: UpsamplingDecoder
  ) -> (features: TapeChannels?, prediction: TapeChannels) {
    tape.decoded(input, by: decoder)
  }

  /// As the tape's.
  public func renewed(_ state: TapeChannels, by cell: ConvGRU, _ input: TapeChannels) -> TapeChannels {
    tape.renewed(state, by: cell, input)
  }

  /// As the tape's.
  public func correlation(_ a: TapeChannels, _ b: TapeChannels, activation: Activation) -> TapeChannels {
    tape.correlation(a, b, activation: activation)
  }

  /// As the tape's.
  public func warped(_ value: TapeChannels, by flow: TapeChannels, alignment: Warp.Alignment) -> TapeChannels {
    tape.warped(value, by: flow, alignment: alignment)
  }

  /// As the tape's.
  public func enlarged(_ value: TapeChannels, scale: Float) -> TapeChannels { tape.enlarged(value, scale: scale) }

  /// As the tape's.
  public func adding(_ value: TapeChannels, to sum: TapeChannels) -> TapeChannels { tape.adding(value, to: sum) }
}
