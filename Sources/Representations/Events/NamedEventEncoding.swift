/// An encoding that users call by a name, with its numbers after it: `voxel-grid:5`.
public protocol NamedEventEncoding: EventEncoding, Hashable {
  /// The name and what follows it, as a help text writes it: `voxel-grid:B`, `time-surface[:TAU]`.
  static var form: String { get }

  /// Takes the numbers after the name.
  ///
  /// - Throws: ``EventRepresentationNameError`` where one is missing or out of range.
  init(_ name: inout EventRepresentationName) throws

  /// What follows the name so that it is read back as this, but for ``normalized`` and ``keepingEvery(_:)``: `:5`.
  var suffix: String { get }

  /// The same with the cells that are not zero brought to mean 0 and standard deviation 1; nil for what has no such form.
  var normalized: Self? { get }

  /// The same with only the 0th split and every `step`-th after it; nil for what has no splits.
  func keepingEvery(_ step: Int) -> Self?
}

extension NamedEventEncoding {
  /// It has no such form.
  public var normalized: Self? { nil }
  /// It has no splits.
  public func keepingEvery(_ step: Int) -> Self? { nil }
  /// Nothing: the name has no numbers.
  public var suffix: String { "" }

  /// The name without what follows it.
  static var name: Substring { form.prefix { $0 != ":" && $0 != "[" } }
}

/// The encodings that have a name.
enum EventRepresentationKind: CaseIterable {
  case count, polarity, histogram, timeSurface, voxelGrid, eraft, ste, hats, tore, mdes, ergo12, est

  var encoding: any NamedEventEncoding.Type {
    switch self {
    case .count: EventCount.self
    case .polarity: PolarityFrame.self
    case .histogram: StackedHistogram.self
    case .timeSurface: TimeSurface.self
    case .voxelGrid: VoxelGrid.self
    case .eraft: ERAFTVoxelGrid.self
    case .ste: STEEncoding.self
    case .hats: AveragedTimeSurfaces.self
    case .tore: TOREVolume.self
    case .mdes: MixedDensityStack.self
    case .ergo12: ERGO12.self
    case .est: EventSpikeTensor.self
    }
  }
}
