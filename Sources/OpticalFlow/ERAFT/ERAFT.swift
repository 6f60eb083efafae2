import Kernels
import NeuralNetworks
import Tensors

/// The layers of E-RAFT, optical flow from two windows of events (Gehrig et al., "E-RAFT: Dense Optical Flow from Event
/// Cameras", 3DV 2021), which takes RAFT (Teed and Deng, ECCV 2020) to voxel grids.
///
/// Features of both grids at an eighth of the size are correlated, every pixel with every pixel. A recurrent unit, whose
/// state and context come from the second grid, reads that correlation around where the flow so far leads, and corrects
/// the flow; after the last iteration the flow is enlarged by weights that the network predicts. Parameters are named as
/// in the published checkpoint. ``ERAFTRunner`` runs it.
public struct ERAFT: Sendable {
  /// A height and a width are multiples of it, zeros on top and at the left where they are none.
  public static let sizeDivisor = 32
  /// Fewer rows or columns leave the coarsest level of the correlation less than two, where the published network gives
  /// no numbers.
  public static let smallestSide = sizeDivisor * 3 + 1
  /// The iterations of the published network.
  public static let publishedIterationCount = 12
  /// The bins of the published network's grids.
  public static let publishedBinCount = 15
  /// How much smaller features and inner flow are than grids.
  static let scale = 8
  static let featureWidth = 256
  static let hiddenWidth = 128
  static let contextWidth = 128
  /// The channels of what the unit reads of correlation and flow, the flow's two included.
  static let motionWidth = 128

  /// The bins of time of a grid.
  public let bins: Int
  let features: ERAFTEncoder
  let context: ERAFTEncoder
  let motion: ERAFTMotionEncoder
  let unit: SeparableConvGRU
  /// From the state to the correction of the flow.
  let head: [ConvolutionLayer]
  /// From the state to the weights of the enlargement.
  let mask: [ConvolutionLayer]
  /// What the published network multiplies the weights of the enlargement by.
  static let maskScale: Float = 0.25

  /// Reads the parameters of a published checkpoint; the bins are those of its first layer.
  ///
  /// - Throws: `ParameterError` that names the parameter which is missing or has another shape.
  public init(parameters: ParameterTree) throws {
    let shape = try parameters.shape("fnet.conv1.weight")
    guard shape.count == 4, shape[1] > 0 else {
      throw ParameterError(
        .shape, source: parameters.source, problem: "the parameter fnet.conv1.weight has the shape \(shape)",
        remedy: "a convolution's weight has four axes; this checkpoint is of another network")
    }
    try self.init(bins: shape[1], parameters: parameters)
    if let name = try parameters.firstNegativeVariance(of: Self.declaredParameters(bins: bins)) {
      throw ParameterError(
        .value, source: parameters.source, problem: "the parameter \(name) holds a variance below 0",
        remedy: "the file is damaged; fetch it again")
    }
  }

  /// Takes the parameters of a source: of a checkpoint, drawn ones, or their names alone.
  ///
  /// - Throws: What the source throws at a parameter that is missing or has another shape.
  public init<Source: ParameterSource>(bins: Int, parameters source: Source) throws(Source.Failure) {
    self.bins = bins
    let parameters = ParameterScope(source)
    features = try ERAFTEncoder(
      bins: bins, outputs: Self.featureWidth, normalization: .instance, parameters: parameters["fnet"])
    context = try ERAFTEncoder(
      bins: bins, outputs: Self.hiddenWidth + Self.contextWidth, normalization: .batch,
      parameters: parameters["cnet"])
    let update = parameters["update_block"]
    motion = try ERAFTMotionEncoder(parameters: update["encoder"])
    unit = try SeparableConvGRU(
      SeparableConvGRU.Configuration(
        hidden: Self.hiddenWidth, context: Self.contextWidth, inputs: Self.motionWidth),
      parameters: update["gru"])
    func layer(
      _ scope: ParameterScope<Source>, _ inputs: Int, _ outputs: Int, kernel: Int = 3,
      _ activation: Activation = .identity
    ) throws(Source.Failure) -> ConvolutionLayer {
      try ConvolutionLayer(
        .init(inputs: inputs, outputs: outputs, kernel: kernel, activation: activation), parameters: scope)
    }
    head = [
      try layer(update["flow_head"]["conv1"], Self.hiddenWidth, 256, .relu),
      try layer(update["flow_head"]["conv2"], 256, 2),
    ]
    mask = [
      try layer(update["mask"][0], Self.hiddenWidth, 256, .relu),
      try layer(update["mask"][2], 256, ConvexUpsampling.weightCount, kernel: 1),
    ]
  }

  /// The names and shapes of all parameters that the forward pass reads.
  public static func declaredParameters(bins: Int = publishedBinCount) -> ParameterList {
    let list = ParameterList()
    _ = ERAFT(bins: bins, parameters: list)
    return list
  }
}

extension ParameterTree {
  /// The first declared variance that is below zero somewhere.
  fileprivate func firstNegativeVariance(of list: ParameterList) throws -> String? {
    for parameter in list.declared where parameter.name.hasSuffix("running_var") {
      if try tensor(parameter.name, shape: parameter.shape).scalars.contains(where: { $0 < 0 }) {
        return parameter.name
      }
    }
    return nil
  }
}
