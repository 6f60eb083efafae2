import Kernels
import NeuralNetworks

/// Everything that STE-FlowNet writes while it runs at one size and number of splits, made once.
struct STEFlowNetWorkspace {
  /// The maps of one split, finest level first. Features and the deepest correlation depend on the input alone.
  struct Split {
    var features: [FeatureMap]
    var deepestCorrelation: FeatureMap
    /// At 1, 1/2, 1/4 and 1/8 of the input's size.
    var flows: [FeatureMap]
  }

  /// The maps of one level that all splits share.
  struct Level {
    /// The state that is carried from split to split.
    var hidden: FeatureMap
    /// What the recurrent unit reads of the finer state; the finest level has none.
    var encoding: FeatureMap?
    var warped: FeatureMap
    var correlation: FeatureMap
    var cell: ConvGRU.Workspace
    /// The decoder's features and its correction of the flow, at twice the level's size.
    var decoding: FeatureMap
  }

  let splits: [Split]
  let levels: [Level]
  /// Three maps of the deepest level for the residual blocks.
  let bottleneck: [FeatureMap]

  init(configuration: STEFlowNet.Configuration, batch: Int, splits: Int, height: Int, width: Int) {
    func map(_ channels: Int, at scale: Int) -> FeatureMap {
      FeatureMap(batch: batch, channels: channels, height: height >> scale, width: width >> scale)
    }
    let displacements = Correlation.displacementCount
    let widths = configuration.widths
    let deepest = widths.count - 1
    self.splits = (0..<splits).map { _ in
      Split(
        features: widths.enumerated().map { map($1, at: $0 + 1) },
        deepestCorrelation: map(displacements, at: deepest + 1), flows: widths.indices.map { map(2, at: $0) })
    }
    levels = widths.enumerated().map { level, channels in
      let hidden = configuration.stateWidth(level)
      return Level(
        hidden: map(hidden, at: level + 1), encoding: level == 0 ? nil : map(channels, at: level + 1),
        warped: map(channels, at: level + 1), correlation: map(displacements, at: level + 1),
        cell: ConvGRU.Workspace(
          batch: batch, hidden: hidden, height: height >> (level + 1), width: width >> (level + 1)),
        decoding: map((level == 0 ? 0 : configuration.decoderWidths[level - 1]) + 2, at: level))
    }
    bottleneck = (0..<3).map { _ in map(widths[deepest], at: deepest + 1) }
  }

  /// Zeros every state and flow.
  func reset() {
    for level in levels { level.hidden.fill(0) }
    for split in splits {
      for flow in split.flows { flow.fill(0) }
    }
  }

  /// The bytes of all maps.
  var byteCount: Int {
    var maps = bottleneck
    for split in splits { maps += split.features + split.flows + [split.deepestCorrelation] }
    var bytes = 0
    for level in levels {
      maps += [level.hidden, level.warped, level.correlation, level.decoding]
      if let encoding = level.encoding { maps.append(encoding) }
      bytes += level.cell.byteCount
    }
    return maps.reduce(bytes) { $0 + $1.bufferByteCount }
  }
}
