import Kernels
import Tensors

/// Features and a prediction at twice the height and width of what they are computed from, as the decoders of flow
/// networks make them (Dosovitskiy et al., FlowNet, ICCV 2015).
///
/// Features are a transposed convolution of 4 x 4 and a leaky ReLU of slope 0.1; the prediction is another transposed
/// convolution of the same input, which a 1 x 1 convolution follows. Nothing stands between these two, so in planned
/// maps they are one transposed convolution to the prediction's channels, whose weights are summed here in double
/// precision: a sixteenth of the operations for 32 channels between. It reads what the features' transposed convolution
/// reads, and the two are one.
public struct UpsamplingDecoder: Sendable {
  /// The channels of a decoder, before its parameters are known.
  public struct Configuration: Sendable, Hashable {
    /// The channels of the input.
    public var inputs: Int
    /// The channels of the features; 0 for a prediction alone.
    public var features: Int
    /// The channels between the prediction's two convolutions.
    public var head: Int
    /// The channels of the prediction.
    public var predictions: Int

    /// Describes a decoder.
    public init(inputs: Int, features: Int, head: Int, predictions: Int) {
      self.inputs = inputs
      self.features = features
      self.head = head
      self.predictions = predictions
    }
  }

  /// The decoder's channels.
  public let configuration: Configuration
  static let activation: Activation = .leakyReLU(slope: 0.1)
  let features: LayerNames?
  let head: LayerNames
  let prediction: LayerNames
  /// Features, then the prediction.
  private let convolution: TransposedConvolution2D?

  /// Declares the three convolutions.
  ///
  /// - Parameter features: Those of the features; read only where there are some.
  /// - Throws: What the source throws where a parameter is missing or has another shape.
  public init<Source>(
    _ configuration: Configuration, features: ParameterScope<Source>, head: ParameterScope<Source>,
    prediction: ParameterScope<Source>
  ) throws(Source.Failure) {
    self.configuration = configuration
    self.features = configuration.features > 0 ? LayerNames(features) : nil
    self.head = LayerNames(head)
    self.prediction = LayerNames(prediction)
    let (inputs, inner, outputs) = (configuration.inputs, configuration.head, configuration.predictions)
    let headWeight = try head.weight(shape: [inputs, inner, 4, 4], fanIn: inputs * 16)
    let headBias = try head.vector(count: inner)
    let pointwiseWeight = try prediction.weight(shape: [outputs, inner, 1, 1], fanIn: inner)
    let pointwiseBias = try prediction.vector(count: outputs)
    var featureWeight: Tensor<Float>?
    var featureBias: Tensor<Float>?
    if configuration.features > 0 {
      featureWeight = try features.weight(shape: [inputs, configuration.features, 4, 4], fanIn: inputs * 16)
      featureBias = try features.vector(count: configuration.features)
    }
    guard let headWeight, let headBias, let pointwiseWeight, let pointwiseBias else {
      convolution = nil
      return
    }
    var (weight, bias) = Self.folded(
      weight: headWeight, bias: headBias, then: pointwiseWeight, bias: pointwiseBias)
    if let featureWeight, let featureBias {
      weight = Self.stacked(featureWeight, weight)
      bias = Tensor(shape: [featureBias.count + outputs], scalars: featureBias.scalars + bias.scalars)
    }
    convolution = TransposedConvolution2D(weight: weight, bias: bias, stride: 2, padding: 1)
  }

  /// The floating-point operations of one sample of `height` x `width`, counted as three convolutions.
  public func operations(height: Int, width: Int) -> Int {
    let (inner, outputs) = (configuration.head, configuration.predictions)
    let transposed = 2 * 16 * configuration.inputs * (configuration.features + inner)
    return (transposed + 4 * 2 * inner * outputs) * height * width
  }

  /// A run that writes features and prediction side by side into `output`.
  func run(_ input: ConcatenatedMaps, into output: FeatureMap) -> @Sendable (Workers) -> Void {
    let convolution = head.kernel(convolution)
    let features = configuration.features > 0 ? output[0..<configuration.features] : nil
    return { workers in
      convolution(input, into: output, workers: workers)
      if let features { workers.apply(Self.activation, to: features) }
    }
  }

  /// One transposed convolution for a transposed convolution that a 1 x 1 convolution follows.
  ///
  /// - Parameters:
  ///   - weight: `[inputs, inner, rows, columns]`.
  ///   - bias: `[inner]`.
  ///   - then: `[outputs, inner, 1, 1]`, with a bias `[outputs]`.
  static func folded(
    weight: Tensor<Float>, bias: Tensor<Float>, then pointwise: Tensor<Float>, bias pointwiseBias: Tensor<Float>
  ) -> (weight: Tensor<Float>, bias: Tensor<Float>) {
    let (inputs, inner, taps) = (weight.shape[0], weight.shape[1], weight.shape[2] * weight.shape[3])
    let outputs = pointwise.shape[0]
    let (w, p) = (weight.scalars.map { Double($0) }, pointwise.scalars.map { Double($0) })
    var scalars: [Float] = []
    scalars.reserveCapacity(inputs * outputs * taps)
    for input in 0..<inputs {
      for output in 0..<outputs {
        for tap in 0..<taps {
          var sum = 0.0
          for m in 0..<inner { sum += p[output * inner + m] * w[(input * inner + m) * taps + tap] }
          scalars.append(Float(sum))
        }
      }
    }
    let biases = (0..<outputs).map { output in
      Float(
        (0..<inner).reduce(Double(pointwiseBias[output])) { $0 + p[output * inner + $1] * Double(bias[$1]) })
    }
    return (
      Tensor(shape: [inputs, outputs, weight.shape[2], weight.shape[3]], scalars: scalars),
      Tensor(shape: [outputs], scalars: biases)
    )
  }

  /// The weights `[inputs, outputs, rows, columns]` of two transposed convolutions of one input, as one.
  private static func stacked(_ first: Tensor<Float>, _ second: Tensor<Float>) -> Tensor<Float> {
    let (a, b) = (first.scalars, second.scalars)
    let inputs = first.shape[0]
    let (aCount, bCount) = (a.count / inputs, b.count / inputs)
    var scalars: [Float] = []
    scalars.reserveCapacity(a.count + b.count)
    for input in 0..<inputs {
      scalars += a[input * aCount..<(input + 1) * aCount]
      scalars += b[input * bCount..<(input + 1) * bCount]
    }
    return Tensor(
      shape: [inputs, first.shape[1] + second.shape[1], first.shape[2], first.shape[3]], scalars: scalars)
  }
}
