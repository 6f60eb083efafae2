import Kernels
import Tensors

/// Everything that SCFlow writes while it runs at one size, made once.
///
/// Sizes are multiples of 8. What the estimator concatenates lies side by side in one map a level: the outputs of its
/// layers grow towards the front, `[conv3, conv2, conv1, correlation, features, flow]`.
struct SCFlowWorkspace {
  struct Level {
    var firstFeatures: FeatureMap
    var secondFeatures: FeatureMap
    var warped: FeatureMap
    var estimator: FeatureMap
    var flow: FeatureMap
    var enlarge: Upsampling2x

    init(width: Int, rows: Int, columns: Int) {
      func map(_ channels: Int) -> FeatureMap { FeatureMap(channels: channels, height: rows, width: columns) }
      firstFeatures = map(width)
      secondFeatures = map(width)
      warped = map(width)
      estimator = map(SCFlow.estimatorInputs + SCFlow.estimatorWidths.reduce(0, +))
      flow = map(2)
      enlarge = Upsampling2x(height: rows, width: columns)
    }

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

  let spikes: FeatureMap
  let slices: FeatureMap
  let representation: [FeatureMap]
  let prior: FeatureMap
  let warpedPrior: FeatureMap
  /// A map a level, finest first, for the output of the encoder's first layer.
  let encoding: [FeatureMap]
  /// Finest first.
  let levels: [Level]

  init(height: Int, width: Int) {
    precondition(height % 8 == 0 && width % 8 == 0, "SCFlow needs a multiple of 8, not \(height) x \(width).")
    func map(_ channels: Int) -> FeatureMap { FeatureMap(channels: channels, height: height, width: width) }
    spikes = map(SCFlow.windowLength)
    slices = map(SCFlow.windowLength)
    representation = [map(SCFlow.encoderWidths[0]), map(SCFlow.encoderWidths[0])]
    prior = map(2)
    warpedPrior = map(2)
    encoding = SCFlow.encoderWidths.enumerated().map { level, channels in
      FeatureMap(channels: channels, height: height >> level, width: width >> level)
    }
    levels = SCFlow.encoderWidths.enumerated().map { level, channels in
      Level(width: channels, rows: height >> level, columns: width >> level)
    }
  }

  /// The bytes of all maps.
  var byteCount: Int {
    var maps = [spikes, slices, prior, warpedPrior] + representation + encoding
    for level in levels {
      maps += [level.firstFeatures, level.secondFeatures, level.warped, level.estimator, level.flow]
    }
    return maps.reduce(0) { $0 + $1.bufferByteCount }
  }
}
