import Kernels
import Recordings
import Tensors

/// The representations of events by the names that users give them.
///
/// `EventRepresentation("voxel-grid:5")` reads a name; ``encoding`` is what it names.
public enum EventRepresentation: Sendable, Hashable {
  /// ``EventCount``: `count`.
  case count
  /// ``PolarityFrame``: `polarity`.
  case polarity
  /// ``StackedHistogram``: `histogram:B`.
  case histogram(bins: Int)
  /// ``TimeSurface``: `time-surface`, linear, or `time-surface:TAU`.
  case timeSurface(decayMicroseconds: Double?)
  /// ``VoxelGrid``: `voxel-grid:B`.
  case voxelGrid(bins: Int, normalizes: Bool)
  /// ``ERAFTVoxelGrid``: `eraft:B`.
  case eraft(bins: Int)
  /// ``STEEncoding``: `ste:S`.
  case ste(splits: Int, keptEvery: Int)
  /// ``AveragedTimeSurfaces``: `hats:CELL:RADIUS`.
  case hats(cell: Int, radius: Int)
  /// ``TOREVolume``: `tore:K`.
  case tore(depth: Int)
  /// ``MixedDensityStack``: `mdes:B`.
  case mdes(stacks: Int)
  /// ``Representations/ERGO12``: `ergo12`.
  case ergo12
  /// ``EventSpikeTensor``: `est:B`.
  case est(bins: Int)

  /// What makes its tensors.
  public var encoding: any EventEncoding {
    switch self {
    case .count: EventCount()
    case .polarity: PolarityFrame()
    case .histogram(let bins): StackedHistogram(bins: bins)
    case .timeSurface(let decay): TimeSurface(decayMicroseconds: decay)
    case .voxelGrid(let bins, let normalizes): VoxelGrid(bins: bins, normalizes: normalizes)
    case .eraft(let bins): ERAFTVoxelGrid(bins: bins)
    case .ste(let splits, let keptEvery): STEEncoding(splits: splits, keptEvery: keptEvery)
    case .hats(let cell, let radius): AveragedTimeSurfaces(cell: cell, radius: radius)
    case .tore(let depth): TOREVolume(depth: depth)
    case .mdes(let stacks): MixedDensityStack(stacks: stacks)
    case .ergo12: ERGO12()
    case .est(let bins): EventSpikeTensor(bins: bins)
    }
  }

  /// The type of its tensors' scalars.
  public var scalarType: ScalarType { Self.scalarType(of: encoding) }
  /// The lengths of its tensors' axes.
  public func shape(width: Int, height: Int) -> [Int] { encoding.shape(width: width, height: height) }
  /// The names of its tensors' axes, outermost first.
  public var axes: [String] { encoding.axes }
  /// What has to be known of a window before its events come.
  public var need: EventEncodingNeed { encoding.need }
  /// Whether places between pixels count.
  public var usesFractionalCoordinates: Bool { encoding.usesFractionalCoordinates }

  /// The tensor of all events of a window.
  ///
  /// - Parameters:
  ///   - events: The window's events in the order of time.
  ///   - coordinates: Where they lie between the pixels, or nil where the pixels are meant.
  ///   - volume: The window and the sensor.
  ///   - workers: The threads; the result does not depend on how many they are.
  public func tensor(
    of events: EventBatch, at coordinates: EventCoordinates? = nil, over volume: EventVolume, workers: Workers
  ) -> AnyTensor {
    func erased(_ encoding: some EventEncoding) -> AnyTensor {
      AnyTensor(encoding.tensor(of: events, at: coordinates, over: volume, workers: workers))
    }
    return erased(encoding)
  }

  /// What gathers the events of windows, one after another.
  public func accumulator(over volume: EventVolume, workers: Workers) -> AnyEventAccumulator {
    func erased(_ encoding: some EventEncoding) -> AnyEventAccumulator {
      AnyEventAccumulator(encoding.accumulator(over: volume, workers: workers))
    }
    return erased(encoding)
  }

  private static func scalarType<Encoding: EventEncoding>(of encoding: Encoding) -> ScalarType {
    Encoding.Scalar.scalarType
  }
}
