import Files
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

    /// Reads the channels from a checkpoint's shapes.
    ///
    /// - Throws: ``FileError`` where a parameter is missing or is no convolution's weight.
    public init(of parameters: ParameterTree) throws {
      func length(_ name: String, axis: Int) throws -> Int {
        let shape = try parameters.shape(name)
        guard shape.count == 4, shape[axis] > 0 else {
          throw FileError(
            .badContent, path: parameters.source, problem: "the parameter \(name) has the shape \(shape)",
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

    /// The names and shapes of all parameters, those which the published forward pass does not read included.
    public var parameterShapes: [String: [Int]] {
      var shapes: [String: [Int]] = [:]
      func layer(_ name: String, weight: [Int], outputs: Int) {
        shapes["\(name).weight"] = weight
        shapes["\(name).bias"] = [outputs]
      }
      func convolution(_ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3) {
        layer(name, weight: [outputs, inputs, kernel, kernel], outputs: outputs)
      }
      func transposed(_ name: String, _ inputs: Int, _ outputs: Int) {
        layer(name, weight: [inputs, outputs, 4, 4], outputs: outputs)
      }
      for (level, width) in widths.enumerated() {
        convolution("conv\(level + 1)_2.0", level == 0 ? 2 : widths[level - 1], width)
        convolution("conv\(level + 1).0", level == 0 ? 2 : stateWidth(level - 1), width)
        let cell = ConvGRU.Configuration(hidden: stateWidth(level), inputs: stateWidth(level))
        for (name, shape) in cell.parameterShapes { shapes["gru_update\(level + 1).gru.\(name)"] = shape }
        if level > 0 { transposed("deconv\(level).0", decoderInputs(level), decoderWidths[level - 1]) }
        transposed("upsampled_flow\(level + 1)_to_\(level)", decoderInputs(level), headWidth)
        convolution("predict_flow\(level + 1).0", headWidth, 2, kernel: 1)
      }
      let deepest = widths.count - 1
      convolution("conv_r00.0", stateWidth(deepest), widths[deepest])
      for name in ["conv_r11", "conv_r12", "conv_r21", "conv_r22"] {
        convolution("\(name).0", widths[deepest], widths[deepest])
      }
      for index in 0...4 { transposed("flow_deconv\(index)", 2, 2) }
      return shapes
    }
  }

  /// Parameters drawn by name from a seed, for benchmarks and tests.
  public static func initialParameters(
    _ initializer: ParameterInitializer, configuration: Configuration = Configuration()
  ) -> ParameterTree {
    var tensors: [String: Tensor<Float>] = [:]
    for (name, shape) in configuration.parameterShapes {
      guard shape.count > 1 else {
        tensors[name] = initializer.vector(name, shape: shape)
        continue
      }
      let isTransposed = name.hasPrefix("deconv") || name.hasPrefix("upsampled") || name.hasPrefix("flow_deconv")
      let inputs = isTransposed ? shape[0] : shape[1]
      tensors[name] = initializer.weight(name, shape: shape, fanIn: inputs * shape[2] * shape[3])
    }
    return ParameterTree(tensors, source: "seeded parameters")
  }
}
