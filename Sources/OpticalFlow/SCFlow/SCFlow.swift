import Kernels
import NeuralNetworks
import Tensors

/// The layers of SCFlow, optical flow from spike streams (Hu et al., "Optical Flow Estimation for Spiking Camera",
/// CVPR 2022, arXiv 2110.03916).
///
/// Two windows of 25 spike frames, each warped along a prior flow, are encoded into pyramids of four levels; from the
/// coarsest level on, one shared estimator refines the flow from the correlation of the first pyramid with the warped
/// second. Parameters are named as in the released checkpoints.
public struct SCFlow: Sendable {
  /// The spike frames of one window.
  public static let windowLength = 25
  /// The channels of the encoder, finest level first.
  static let encoderWidths = [32, 64, 96, 128]
  /// The channels that the estimator sees of the first pyramid.
  static let reducedWidth = 32
  /// The outputs of the estimator's inner layers.
  static let estimatorWidths = [96, 64, 32]
  /// The inputs of the estimator: correlation, reduced features, flow.
  static let estimatorInputs = Correlation.displacementCount + reducedWidth + 2

  let representation: [ConvolutionLayer]
  let encoder: [(ConvolutionLayer, ConvolutionLayer)]
  let reduction: [ConvolutionLayer]
  let estimator: [ConvolutionLayer]

  /// Reads the parameters of a released or trained checkpoint.
  ///
  /// - Throws: ``FileError`` that names the parameter which is missing or has another shape.
  public init(parameters: ParameterTree) throws {
    typealias Layer = ConvolutionLayer.Configuration
    let width = Self.encoderWidths[0]
    let spikes = parameters["spike_representation"]
    representation = [
      try ConvolutionLayer(
        Layer(inputs: Self.windowLength, outputs: width), parameters: spikes["conv_s1"][0]),
      try ConvolutionLayer(Layer(inputs: width, outputs: width), parameters: spikes["conv_s2"][0]),
    ]
    encoder = try Self.encoderWidths.indices.map { level in
      let outputs = Self.encoderWidths[level]
      let inputs = level == 0 ? width : Self.encoderWidths[level - 1]
      let tree = parameters["feature_encoder"]["conv_list"][level]
      return (
        try ConvolutionLayer(
          Layer(inputs: inputs, outputs: outputs, stride: level == 0 ? 1 : 2), parameters: tree[0][0]),
        try ConvolutionLayer(Layer(inputs: outputs, outputs: outputs), parameters: tree[1][0])
      )
    }
    // The checkpoint counts the reductions from the coarsest level.
    reduction = try Self.encoderWidths.indices.map { level in
      try ConvolutionLayer(
        Layer(inputs: Self.encoderWidths[level], outputs: Self.reducedWidth, kernel: 1, activation: .identity),
        parameters: parameters["conv_1x1"][Self.encoderWidths.count - 1 - level][0])
    }
    var inputs = Self.estimatorInputs
    var layers: [ConvolutionLayer] = []
    for (index, outputs) in Self.estimatorWidths.enumerated() {
      layers.append(
        try ConvolutionLayer(
          Layer(inputs: inputs, outputs: outputs), parameters: parameters["flow_estimators"]["conv\(index + 1)"][0]))
      inputs += outputs
    }
    layers.append(
      try ConvolutionLayer(
        Layer(inputs: inputs, outputs: 2, activation: .identity),
        parameters: parameters["flow_estimators"]["conv\(Self.estimatorWidths.count + 1)"][0]))
    estimator = layers
  }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public static func initialParameters(_ initializer: ParameterInitializer) -> ParameterTree {
    var tensors: [String: Tensor<Float>] = [:]
    for (name, shape) in parameterShapes {
      tensors[name] =
        shape.count > 1
        ? initializer.weight(name, shape: shape, fanIn: shape.dropFirst().reduce(1, *))
        : initializer.vector(name, shape: shape)
    }
    return ParameterTree(tensors, source: "seeded parameters")
  }

  /// The names and shapes of all parameters.
  public static var parameterShapes: [String: [Int]] {
    var weights: [(String, [Int])] = []
    let first = encoderWidths[0]
    weights.append(("spike_representation.conv_s1.0", [first, windowLength, 3, 3]))
    weights.append(("spike_representation.conv_s2.0", [first, first, 3, 3]))
    for (level, outputs) in encoderWidths.enumerated() {
      let inputs = level == 0 ? first : encoderWidths[level - 1]
      weights.append(("feature_encoder.conv_list.\(level).0.0", [outputs, inputs, 3, 3]))
      weights.append(("feature_encoder.conv_list.\(level).1.0", [outputs, outputs, 3, 3]))
      weights.append(("conv_1x1.\(encoderWidths.count - 1 - level).0", [reducedWidth, outputs, 1, 1]))
    }
    var inputs = estimatorInputs
    for (index, outputs) in (estimatorWidths + [2]).enumerated() {
      weights.append(("flow_estimators.conv\(index + 1).0", [outputs, inputs, 3, 3]))
      inputs += outputs
    }
    var shapes: [String: [Int]] = [:]
    for (name, shape) in weights {
      shapes["\(name).weight"] = shape
      shapes["\(name).bias"] = [shape[0]]
    }
    return shapes
  }
}
