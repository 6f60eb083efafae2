import Kernels
import NeuralNetworks
import Tensors

extension STEFlowNet {
  /// The channels of a network; the graph is the same at any.
  public struct Configuration: Sendable, Hashable {
    /// The channels of the encoder's four levels, finest first.
    public var widths: [Int]
    /// The channels of the decoder's three inner levels, finest first.
    public var decoderWidths: [Int]
    /// The channels from which the published network predicts a flow.
    public var headWidth: Int

    /// Describes a network; the published one where nothing else is said.
    public init(widths: [Int] = [64, 128, 256, 512], decoderWidths: [Int] = [4, 64, 128], headWidth: Int = 32) {
      precondition(
        widths.count == STEFlowNet.levelCount && decoderWidths.count == STEFlowNet.levelCount - 1,
        "STE-FlowNet has four levels and three inner decoders, not \(widths) and \(decoderWidths).")
      self.widths = widths
      self.decoderWidths = decoderWidths
      self.headWidth = headWidth
    }

    /// A network of 3.1 million parameters, most of them of the 81 channels of correlation in every state.
    public static let small = Configuration(widths: [8, 16, 32, 48], decoderWidths: [4, 32, 48], headWidth: 16)

    /// Reads the channels from a checkpoint's shapes.
    ///
    /// - Throws: `ParameterError` where a parameter is missing or is no convolution's weight.
    public init(of parameters: ParameterTree) throws {
      func length(_ name: String, axis: Int) throws -> Int {
        let shape = try parameters.shape(name)
        guard shape.count == 4, shape[axis] > 0 else {
          throw ParameterError(
            .shape, source: parameters.source, problem: "the parameter \(name) has the shape \(shape)",
            remedy: "a convolution's weight has four axes; this checkpoint is of another network")
        }
        return shape[axis]
      }
      self.init(
        widths: try (1...4).map { try length("conv\($0).0.weight", axis: 0) },
        decoderWidths: try (1...3).map { try length("deconv\($0).0.weight", axis: 1) },
        headWidth: try length("upsampled_flow4_to_3.weight", axis: 1))
    }

    /// The channels of a level's state, and of the input of its recurrent unit: features and correlation.
    func stateWidth(_ level: Int) -> Int { widths[level] + Correlation.displacementCount }

    /// The inputs of the decoder below a level: its state, what the decoder above made, and the flow above.
    func decoderInputs(_ level: Int) -> Int {
      level == widths.count - 1
        ? stateWidth(level) + widths[level] : stateWidth(level) + decoderWidths[level] + 2
    }

    /// The channels of the features that the decoder of a level makes; the finest makes none.
    func featureWidth(_ level: Int) -> Int { level == 0 ? 0 : decoderWidths[level - 1] }

    /// The names and shapes of all parameters, those which the published forward pass does not read included.
    public var parameterShapes: [String: [Int]] { STEFlowNet.publishedParameters(self).shapes }
  }

  /// What the published checkpoint holds: also layers that its forward pass does not read.
  static func publishedParameters(_ configuration: Configuration = Configuration()) -> ParameterList {
    let list = declaredParameters(configuration)
    let scope = ParameterScope(list)
    _ = ConvolutionLayer(
      ConvolutionLayer.Configuration(inputs: 2, outputs: configuration.widths[0], stride: 2),
      parameters: scope["conv1_2"][0])
    for index in 0...levelCount {
      let layer = scope["flow_deconv\(index)"]
      _ = (layer.weight(shape: [2, 2, 4, 4], fanIn: 2 * 16), layer.vector(count: 2))
    }
    return list
  }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public static func initialParameters(
    _ initializer: ParameterInitializer, configuration: Configuration = Configuration()
  ) -> ParameterTree {
    ParameterTree(publishedParameters(configuration).values(from: initializer), source: "seeded parameters")
  }
}
