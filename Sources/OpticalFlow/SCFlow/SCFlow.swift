import Kernels
import NeuralNetworks

/// The layers of SCFlow, optical flow from spike streams (Hu et al., "Optical Flow Estimation for Spiking Camera",
/// CVPR 2022, arXiv 2110.03916).
///
/// Two windows of 25 spike frames, each warped along a prior flow, are encoded into pyramids of four levels; from the
/// coarsest level on, one shared estimator refines the flow from the correlation of the first pyramid with the warped
/// second. Parameters are named as in the released checkpoints. ``SCFlow/features(of:on:)`` and
/// ``SCFlow/flows(from:to:on:)`` are the forward pass, for running and for training.
public struct SCFlow: Sendable {
  /// The spike frames of one window.
  public static let windowLength = 25
  /// A height and a width are multiples of it.
  public static let sizeDivisor = 1 << (encoderWidths.count - 1)
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

  /// Takes the parameters of a source: of a released or trained checkpoint, drawn ones, or their names alone.
  ///
  /// - Throws: What the source throws; a checkpoint `ParameterError` that names the parameter which is missing or has
  ///   another shape.
  public init<Source: ParameterSource>(parameters source: Source) throws(Source.Failure) {
    typealias Layer = ConvolutionLayer.Configuration
    let parameters = ParameterScope(source)
    let width = Self.encoderWidths[0]
    let spikes = parameters["spike_representation"]
    representation = [
      try ConvolutionLayer(
        Layer(inputs: Self.windowLength, outputs: width), parameters: spikes["conv_s1"][0]),
      try ConvolutionLayer(Layer(inputs: width, outputs: width), parameters: spikes["conv_s2"][0]),
    ]
    var inputs = width
    var encoder: [(ConvolutionLayer, ConvolutionLayer)] = []
    for (level, outputs) in Self.encoderWidths.enumerated() {
      let scope = parameters["feature_encoder"]["conv_list"][level]
      encoder.append(
        (
          try ConvolutionLayer(
            Layer(inputs: inputs, outputs: outputs, stride: level == 0 ? 1 : 2), parameters: scope[0][0]),
          try ConvolutionLayer(Layer(inputs: outputs, outputs: outputs), parameters: scope[1][0])
        ))
      inputs = outputs
    }
    self.encoder = encoder
    var reduction: [ConvolutionLayer] = []
    for (level, width) in Self.encoderWidths.enumerated() {
      // The checkpoint counts the reductions from the coarsest level.
      let scope = parameters["conv_1x1"][Self.encoderWidths.count - 1 - level][0]
      let layer = Layer(inputs: width, outputs: Self.reducedWidth, kernel: 1, activation: .identity)
      reduction.append(try ConvolutionLayer(layer, parameters: scope))
    }
    self.reduction = reduction
    inputs = Self.estimatorInputs
    var estimator: [ConvolutionLayer] = []
    for (index, outputs) in (Self.estimatorWidths + [2]).enumerated() {
      var layer = Layer(inputs: inputs, outputs: outputs)
      if index == Self.estimatorWidths.count { layer.activation = .identity }
      estimator.append(
        try ConvolutionLayer(layer, parameters: parameters["flow_estimators"]["conv\(index + 1)"][0]))
      inputs += outputs
    }
    self.estimator = estimator
  }

  /// The names and shapes of all parameters.
  public static var declaredParameters: ParameterList {
    let list = ParameterList()
    _ = SCFlow(parameters: list)
    return list
  }

  /// The shapes of all parameters, by name.
  public static var parameterShapes: [String: [Int]] { declaredParameters.shapes }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public static func initialParameters(_ initializer: ParameterInitializer) -> ParameterTree {
    ParameterTree(declaredParameters.values(from: initializer), source: "seeded parameters")
  }
}
