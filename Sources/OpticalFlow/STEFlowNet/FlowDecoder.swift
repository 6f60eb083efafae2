import Kernels
import NeuralNetworks
import Tensors

/// What STE-FlowNet's decoder computes from one level for the next finer one: features and a correction of the flow.
///
/// The published network predicts the correction by a transposed convolution to 32 channels and a 1 x 1 convolution to
/// two. Nothing stands between them, so they are one transposed convolution to two channels, whose weights are summed
/// here in double precision: a sixteenth of the operations. It reads what the features' transposed convolution reads,
/// and the two are one.
struct FlowDecoder: Sendable {
  /// The channels of the features; the finest level has none.
  let featureCount: Int
  /// Features, then the correction of the flow.
  private let convolution: TransposedConvolution2D

  /// Reads `deconv`, `upsampled_flow` and `predict_flow` of a level, 0 the finest.
  init(level: Int, configuration: STEFlowNet.Configuration, parameters: ParameterTree) throws {
    let inputs = configuration.decoderInputs(level)
    let head = configuration.headWidth
    let upsampled = parameters["upsampled_flow\(level + 1)_to_\(level)"]
    let predict = parameters["predict_flow\(level + 1)"][0]
    let flow = Self.folded(
      weight: try upsampled.tensor("weight", shape: [inputs, head, 4, 4]),
      bias: try upsampled.tensor("bias", shape: [head]), then: try predict.tensor("weight", shape: [2, head, 1, 1]),
      bias: try predict.tensor("bias", shape: [2]))
    featureCount = level == 0 ? 0 : configuration.decoderWidths[level - 1]
    var weight = flow.weight
    var bias = flow.bias
    if featureCount > 0 {
      let deconvolution = parameters["deconv\(level)"][0]
      weight = Self.stacked(
        try deconvolution.tensor("weight", shape: [inputs, featureCount, 4, 4]), weight)
      let featureBias = try deconvolution.tensor("bias", shape: [featureCount])
      bias = Tensor(shape: [featureCount + 2], scalars: featureBias.scalars + bias.scalars)
    }
    convolution = TransposedConvolution2D(weight: weight, bias: bias, stride: 2, padding: 1)
  }

  /// Writes features and correction side by side into `output` of twice the height and width.
  func callAsFunction(_ input: ConcatenatedMaps, into output: FeatureMap, workers: Workers) {
    convolution(input, into: output, workers: workers)
    if featureCount > 0 { workers.apply(.leakyReLU(slope: 0.1), to: output[0..<featureCount]) }
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
