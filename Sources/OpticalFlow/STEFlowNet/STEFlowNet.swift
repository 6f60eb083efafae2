import Kernels
import NeuralNetworks

/// The layers of STE-FlowNet, optical flow from event streams (Ding et al., "Spatio-Temporal Recurrent Networks for
/// Event-Based Optical Flow Estimation", AAAI 2022, arXiv 2109.04871).
///
/// The events of a window are cut into splits. Each split's features are warped by the flow so far, correlated with
/// those of the first split, and taken up by a recurrent unit at each of four levels; a decoder turns the states into
/// corrections of the flow. States and flows are carried from split to split, and through several iterations over all
/// splits. Parameters are named as in the published checkpoint, and widths are those of the checkpoint.
/// ``STEFlowNet/flows(of:iterations:output:on:)`` is the forward pass as training computes it; ``STEFlowNetRunner`` runs
/// its steps.
public struct STEFlowNet: Sendable {
  /// The levels of the encoder, at 1/2, 1/4, 1/8 and 1/16 of the input's size, and of the flow, at twice that.
  public static let levelCount = 4
  /// A height and a width are multiples of it.
  public static let sizeDivisor = 1 << levelCount
  /// The iterations over all splits of the published network.
  public static let publishedIterationCount = 3
  /// The splits of a span that the published network was trained with.
  public static let publishedSplitCount = 5

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
  /// A decoder a level, finest first: features and a correction of the flow for the next finer level.
  let decoder: [UpsamplingDecoder]

  /// Reads the parameters of a published or trained checkpoint; those that the forward pass does not use may be absent.
  ///
  /// - Throws: `ParameterError` that names the parameter which is missing or has another shape.
  public init(parameters: ParameterTree) throws {
    try self.init(Configuration(of: parameters), parameters: parameters)
  }

  /// Takes the parameters of a source: of a checkpoint, drawn ones, or their names alone.
  ///
  /// - Throws: What the source throws at a parameter that is missing or has another shape.
  public init<Source: ParameterSource>(
    _ configuration: Configuration, parameters source: Source
  ) throws(Source.Failure) {
    self.configuration = configuration
    let parameters = ParameterScope(source)
    func layer(
      _ name: String, _ inputs: Int, _ outputs: Int, stride: Int = 1
    ) throws(Source.Failure) -> ConvolutionLayer {
      try ConvolutionLayer(
        ConvolutionLayer.Configuration(inputs: inputs, outputs: outputs, stride: stride),
        parameters: parameters[name][0])
    }
    let widths = configuration.widths
    var features = [try layer("conv1", 2, widths[0], stride: 2)]
    for level in 1..<Self.levelCount {
      features.append(try layer("conv\(level + 1)_2", widths[level - 1], widths[level], stride: 2))
    }
    self.features = features
    var encoder: [ConvolutionLayer] = []
    for level in 1..<Self.levelCount {
      encoder.append(try layer("conv\(level + 1)", configuration.stateWidth(level - 1), widths[level], stride: 2))
    }
    self.encoder = encoder
    var recurrence: [ConvGRU] = []
    for level in 0..<Self.levelCount {
      let width = configuration.stateWidth(level)
      recurrence.append(
        try ConvGRU(
          ConvGRU.Configuration(hidden: width, inputs: width),
          parameters: parameters["gru_update\(level + 1)"]["gru"]))
    }
    self.recurrence = recurrence
    let deepest = widths[Self.levelCount - 1]
    var bottleneck = [try layer("conv_r00", configuration.stateWidth(Self.levelCount - 1), deepest)]
    for name in ["conv_r11", "conv_r12", "conv_r21", "conv_r22"] {
      bottleneck.append(try layer(name, deepest, deepest))
    }
    self.bottleneck = bottleneck
    var decoder: [UpsamplingDecoder] = []
    for level in 0..<Self.levelCount {
      decoder.append(
        try UpsamplingDecoder(
          UpsamplingDecoder.Configuration(
            inputs: configuration.decoderInputs(level), features: configuration.featureWidth(level),
            head: configuration.headWidth, predictions: 2),
          features: parameters["deconv\(level)"][0], head: parameters["upsampled_flow\(level + 1)_to_\(level)"],
          prediction: parameters["predict_flow\(level + 1)"][0]))
    }
    self.decoder = decoder
  }

  /// The names and shapes of all parameters that the forward pass reads.
  public static func declaredParameters(_ configuration: Configuration = Configuration()) -> ParameterList {
    let list = ParameterList()
    _ = STEFlowNet(configuration, parameters: list)
    return list
  }
}
