import Kernels

/// Everything that SCFlow writes while it runs at one size, made once.
///
/// Sizes are multiples of 8. What the estimator concatenates lies side by side in one map a level: the outputs of its
/// layers grow towards the front, `[conv3, conv2, conv1, correlation, features, flow]`. The maps that only the encoder
/// needs, and those of each level's estimator, take turns in one block of memory.
struct SCFlowWorkspace {
  struct Level {
    var firstFeatures: FeatureMap
    var secondFeatures: FeatureMap
    var estimator: FeatureMap
    var flow: FeatureMap
    var enlarge: Upsampling2x
    private let featureWidth: Int

    init(width: Int, rows: Int, columns: Int, shared: MapMemory) {
      func map(_ channels: Int) -> FeatureMap { FeatureMap(channels: channels, height: rows, width: columns) }
      firstFeatures = map(width)
      secondFeatures = map(width)
      flow = map(2)
      var phase = MapMemory.Phase(in: shared)
      estimator = phase.map(channels: SCFlowWorkspace.estimatorChannels, height: rows, width: columns)
      featureWidth = width
      enlarge = Upsampling2x(height: rows, width: columns)
    }

    /// The second features as the flow moves them. They are read before the estimator's layers write where they lie.
    var warped: FeatureMap { estimator[0..<featureWidth] }
    /// The estimator's input.
    var estimatorInput: FeatureMap {
      let inner = SCFlow.estimatorWidths.reduce(0, +)
      return estimator[inner..<inner + SCFlow.estimatorInputs]
    }
    var correlation: FeatureMap { estimatorInput[0..<Correlation.displacementCount] }
    var reduced: FeatureMap {
      let start = Correlation.displacementCount
      return estimatorInput[start..<start + SCFlow.reducedWidth]
    }
    var estimate: FeatureMap { estimatorInput[SCFlow.estimatorInputs - 2..<SCFlow.estimatorInputs] }
  }

  let slices: FeatureMap
  let representation: [FeatureMap]
  let prior: FeatureMap
  let warpedPrior: FeatureMap
  /// A map a level, finest first, for the output of the encoder's first layer.
  let encoding: [FeatureMap]
  /// Finest first.
  let levels: [Level]
  private let shared: MapMemory

  static let estimatorChannels = SCFlow.estimatorInputs + SCFlow.estimatorWidths.reduce(0, +)

  init(height: Int, width: Int) {
    precondition(height % 8 == 0 && width % 8 == 0, "SCFlow needs a multiple of 8, not \(height) x \(width).")
    // The finest level's estimator takes more than the encoder does.
    let finest = SCFlow.encoderWidths[0]
    let shared = MapMemory(scalarCount: MapMemory.scalarCount(ofMap: Self.estimatorChannels * height * width))
    self.shared = shared
    var phase = MapMemory.Phase(in: shared)
    slices = phase.map(channels: SCFlow.windowLength, height: height, width: width)
    representation = (0..<2).map { _ in phase.map(channels: finest, height: height, width: width) }
    encoding = SCFlow.encoderWidths.enumerated().map { level, channels in
      phase.map(channels: channels, height: height >> level, width: width >> level)
    }
    prior = FeatureMap(channels: 2, height: height, width: width)
    warpedPrior = FeatureMap(channels: 2, height: height, width: width)
    levels = SCFlow.encoderWidths.enumerated().map { level, channels in
      Level(width: channels, rows: height >> level, columns: width >> level, shared: shared)
    }
  }

  /// The bytes of all maps.
  var byteCount: Int {
    let own = levels.flatMap { [$0.firstFeatures, $0.secondFeatures, $0.flow] } + [prior, warpedPrior]
    return own.reduce(shared.byteCount) { $0 + $1.bufferByteCount }
  }
}
