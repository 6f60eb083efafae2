import Kernels
import NeuralNetworks

/// The layers of STE-FlowNet, optical flow from event streams (Ding et al., "Spatio-Temporal Recurrent Networks for
/// Event-Based Optical Flow Estimation", AAAI 2022, arXiv 2109.04871).
///
/// The events of a window are cut into splits. Each split's features are warped by the flow so far, correlated with
/// those of the first split, and taken up by a recurrent unit at each of four levels; a decoder turns the states into
/// corrections of the flow. States and flows are carried from split to split, and through several iterations over all
/// splits. Parameters are named as in the published checkpoint, and widths are those of the checkpoint.
public struct STEFlowNet: Sendable {
  /// The levels of the encoder, at 1/2, 1/4, 1/8 and 1/16 of the input's size, and of the flow, at twice that.
  public static let levelCount = 4
  /// A height and a width are multiples of it.
  public static let sizeDivisor = 1 << levelCount
  /// The iterations over all splits of the published network.
  public static let publishedIterationCount = 3

  /// The channels.
  public let configuration: Configuration
  /// A split's features, finest level first; they do not depend on the states.
  let features: [ConvolutionLayer]
  /// What a level's recurrent unit reads of the state of the finer level; the finest level reads its features.
  let encoder: [ConvolutionLayer]
  /// A recurrent unit a level, finest first.
  let recurrence: [ConvGRU]
  /// The deepest state's way into the decoder: `conv_r00`, and two residual blocks of two layers.
  let bottleneck: [ConvolutionLayer]
  /// A decoder a level, finest first.
  let decoder: [FlowDecoder]

  /// Reads the parameters of a published or trained checkpoint; those that the forward pass does not use may be absent.
  ///
  /// - Throws: ``FileError`` that names the parameter which is missing or has another shape.
  public init(parameters: ParameterTree) throws {
    let configuration = try Configuration(of: parameters)
    self.configuration = configuration
    let levels = 0..<Self.levelCount
    func layer(_ name: String, _ inputs: Int, _ outputs: Int, stride: Int = 1) throws -> ConvolutionLayer {
      try ConvolutionLayer(
        ConvolutionLayer.Configuration(inputs: inputs, outputs: outputs, stride: stride),
        parameters: parameters[name][0])
    }
    let widths = configuration.widths
    features = try levels.map { level in
      level == 0
        ? try layer("conv1", 2, widths[0], stride: 2)
        : try layer("conv\(level + 1)_2", widths[level - 1], widths[level], stride: 2)
    }
    encoder = try levels.dropFirst().map { level in
      try layer("conv\(level + 1)", configuration.stateWidth(level - 1), widths[level], stride: 2)
    }
    recurrence = try levels.map { level in
      let width = configuration.stateWidth(level)
      return try ConvGRU(
        ConvGRU.Configuration(hidden: width, inputs: width), parameters: parameters["gru_update\(level + 1)"]["gru"])
    }
    let deepest = widths[Self.levelCount - 1]
    bottleneck =
      [try layer("conv_r00", configuration.stateWidth(Self.levelCount - 1), deepest)]
      + (try ["conv_r11", "conv_r12", "conv_r21", "conv_r22"].map { try layer($0, deepest, deepest) })
    decoder = try levels.map { level in
      try FlowDecoder(level: level, configuration: configuration, parameters: parameters)
    }
  }
}
