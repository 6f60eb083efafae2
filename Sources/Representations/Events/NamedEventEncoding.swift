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

  /// Type and axes of its tensors, N windows, and what their values mean, for a help text.
  var meaning: (shape: String, text: String) {
    switch self {
    case .count: ("uint32 [N,2,H,W]", "events of each pixel: off, on")
    case .polarity: ("float32 [N,1,H,W]", "on events less off events")
    case .histogram: ("uint32 [N,2,B,H,W]", "events in each of B equal parts of the window: off, on")
    case .timeSurface: ("float32 [N,2,H,W]", "age of the last event as exp(-age/TAU), without TAU linear")
    case .voxelGrid: ("float32 [N,B,H,W]", "signed events, shared out between the next of B times")
    case .eraft: ("float32 [N,B,H,W]", "the voxel grid that E-RAFT was trained with")
    case .ste: ("uint8 [N,S,2,H,W]", "events of S splits of equal count, weighted by time: on, off")
    case .hats: ("float32 [N,Y,X,2,2R+1,2R+1]", "averaged time surfaces of cells, radius R")
    case .tore: ("float32 [N,2,K,H,W]", "ages of the last K events, logarithmic: off, on")
    case .mdes: ("float32 [N,B,H,W]", "the last polarity among ever fewer, ever newer events")
    case .ergo12: ("float32 [N,12,H,W]", "the twelve channels that were searched for detection")
    case .est: ("float32 [N,2,B,H,W]", "times under a triangular kernel at B places: off, on")
    }
  }
}
