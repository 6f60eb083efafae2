import Kernels
import NeuralNetworks
import Representations
import Tensors

/// FireNet, pictures from events (Scheerlinck et al., "Fast Image Reconstruction with an Event Camera", WACV 2020).
///
/// A window's events are a voxel grid x of 5 bins. With c a convolution of 3 x 3:
///
///     a ← cell(ReLU(c(x)), a),   b ← cell(residual(a), b),   picture = w · residual(b) + bias,
///     residual(v) = ReLU(v + c(ReLU(c(v)))),
///     cell(v, h) = (1 − z) h + z tanh(c[v, r h]),   z = σ(c[v, h]),   r = σ(c[v, h]).
///
/// The states a and b are carried from window to window. Parameters are named as in either release (``Release``); bins and
/// channels, up to 16 each, are those of the checkpoint. ``FireNetRunner`` runs it at any size.
public struct FireNet: Sendable {
  /// The bins and channels, before the parameters are known.
  public struct Configuration: Sendable, Hashable {
    /// The bins of time of the grid.
    public var bins: Int
    /// The channels of all inner maps.
    public var channels: Int

    /// Describes a network; the published one where nothing else is said.
    public init(bins: Int = 5, channels: Int = 16) {
      let range = 1...BlockConvolution.mostChannels
      precondition(range.contains(bins) && range.contains(channels), "FireNet has up to 16 bins and channels.")
      (self.bins, self.channels) = (bins, channels)
    }
  }

  /// The convolutions of a recurrent unit, with its input first and its state behind it.
  struct Cell: Sendable {
    var gates: BlockConvolution
    var candidate: BlockConvolution
  }

  /// The values of all layers.
  struct Layers: Sendable {
    var head: BlockConvolution
    var cells: [Cell]
    var residuals: [[BlockConvolution]]
    /// `[channels]`.
    var prediction: Tensor<Float>
    var predictionBias: Float
  }

  /// Whose names the parameters have, and what the network sees.
  public let parameterRelease: Release
  /// The bins and channels.
  public let configuration: Configuration
  let layers: Layers?

  /// Reads the parameters of a checkpoint of either release.
  ///
  /// - Throws: `ParameterError` where they are those of another network, or one is missing, has another shape, or holds a
  ///   value that is no number.
  public init(parameters: ParameterTree) throws {
    guard let release = Release.allCases.first(where: { parameters.holds($0.headName) }) else {
      throw parameters.otherNetwork(than: "FireNet")
    }
    let shape = try parameters.shape(release.headName)
    let range = 1...BlockConvolution.mostChannels
    guard shape.count == 4, range.contains(shape[0]), range.contains(shape[1]) else {
      throw ParameterError(
        .shape, source: parameters.source, problem: "the parameter \(release.headName) has the shape \(shape)",
        remedy: "FireNet's is [channels, bins, 3, 3] with up to 16 of each")
    }
    try self.init(release, Configuration(bins: shape[1], channels: shape[0]), parameters: parameters)
  }

  /// Takes the parameters of a source: of a checkpoint, drawn ones, or their names alone.
  ///
  /// - Throws: What the source throws at a parameter that is missing or has another shape.
  public init<Source: ParameterSource>(
    _ release: Release, _ configuration: Configuration = Configuration(), parameters source: Source
  ) throws(Source.Failure) {
    parameterRelease = release
    self.configuration = configuration
    let channels = configuration.channels
    let root = ParameterScope(source)
    func kernel(
      _ scope: ParameterScope<Source>, inputs: Int, outputs: Int, side: Int = 3
    ) throws(Source.Failure) -> Kernel? {
      let weight = try scope.weight(shape: [outputs, inputs, side, side], fanIn: inputs * side * side)
      let bias = try scope.vector(count: outputs)
      guard let weight, let bias else { return nil }
      return Kernel(weight: weight, bias: bias)
    }
    let head = try kernel(root.below(release.names(of: .head)), inputs: configuration.bins, outputs: channels)
    var cells: [Cell?] = []
    var residuals: [[Kernel?]] = []
    for index in 0..<2 {
      let cell = root.below(release.names(of: .cell(index)))
      let reset = try kernel(cell["reset_gate"], inputs: 2 * channels, outputs: channels)
      let update = try kernel(cell["update_gate"], inputs: 2 * channels, outputs: channels)
      let candidate = try kernel(cell["out_gate"], inputs: 2 * channels, outputs: channels)
      cells.append(Self.cell(update, reset, candidate, channels: channels))
      let block = root.below(release.names(of: .residual(index)))
      residuals.append([
        try kernel(block["conv1"], inputs: channels, outputs: channels),
        try kernel(block["conv2"], inputs: channels, outputs: channels),
      ])
    }
    let prediction = try kernel(root.below(release.names(of: .prediction)), inputs: channels, outputs: 1, side: 1)
    guard let head, let prediction else {
      layers = nil
      return
    }
    layers = Layers(
      head: head.convolution([configuration.bins]), cells: cells.compactMap { $0 },
      residuals: residuals.map { $0.compactMap { $0?.convolution([channels]) } },
      prediction: prediction.weight.reshaped(to: [channels]), predictionBias: prediction.bias[0])
  }

  private struct Kernel {
    var weight: Tensor<Float>
    var bias: Tensor<Float>

    func convolution(_ inputs: [Int]) -> BlockConvolution {
      BlockConvolution(weight: weight, bias: bias, inputs: inputs)
    }
  }

  private static func cell(_ update: Kernel?, _ reset: Kernel?, _ candidate: Kernel?, channels: Int) -> Cell? {
    guard let update, let reset, let candidate else { return nil }
    return Cell(
      gates: BlockConvolution(
        first: (update.weight, update.bias), second: (reset.weight, reset.bias), inputs: [channels, channels]),
      candidate: candidate.convolution([channels, channels]))
  }

  /// The names and shapes of all parameters.
  public static func declaredParameters(
    _ release: Release = .first, _ configuration: Configuration = Configuration()
  ) -> ParameterList {
    let list = ParameterList()
    _ = FireNet(release, configuration, parameters: list)
    return list
  }

  /// The floating-point operations of a picture, counted as direct convolutions; gates are left out.
  public func operations(height: Int, width: Int) -> Int {
    let c = configuration.channels
    let inputs = configuration.bins + 2 * (3 * 2 * c + 2 * c)
    return 2 * (9 * inputs * c + c) * height * width
  }
}
