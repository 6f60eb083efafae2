import Kernels
import Recordings
import Tensors

/// Signed events, bilinear in time: float32 `[bins, height, width]`.
///
/// Zhu et al., "Unsupervised event-based learning of optical flow, depth, and egomotion" (CVPR 2019). With t₀ and t₁ the
/// times of the window's first and last event and pᵢ = ±1:
///
///     τᵢ = (B − 1)(tᵢ − t₀) / (t₁ − t₀),   V(b, y, x) = Σᵢ pᵢ max(0, 1 − |b − τᵢ|) over the events of the pixel.
///
/// Where all events have one time, or with one bin, they all count in bin 0. ``normalizes`` subtracts the mean of the
/// cells that are not zero from them and divides by their standard deviation where that is above zero; ``deviation`` says
/// which: E-RAFT's code has n − 1 in its denominator, that of E2VID and FireNet n.
///
/// Sums are float32 in the order of the events, so that a tensor does not depend on batches or threads. Cost: one pass
/// that sorts events by parts of the picture, one that adds two values an event.
public struct VoxelGrid: NamedEventEncoding {
  /// The bins of time.
  public let bins: Int
  /// Whether the cells that are not zero are brought to mean 0 and standard deviation 1.
  public let normalizes: Bool
  /// Which standard deviation becomes 1.
  public let deviation: Deviation

  /// The standard deviations of n cells.
  public enum Deviation: Sendable, Hashable {
    /// With n − 1 in its denominator. Where it is zero, the mean is subtracted all the same.
    case sample
    /// With n in its denominator. Where it is zero, cells stay as they are.
    case population
  }

  /// Describes a grid.
  ///
  /// - Parameters:
  ///   - bins: The bins of time, one or more.
  ///   - normalizes: Whether the cells that are not zero are brought to mean 0 and standard deviation 1.
  ///   - deviation: Which standard deviation that is.
  public init(bins: Int, normalizes: Bool = false, deviation: Deviation = .sample) {
    precondition(bins > 0, "A voxel grid needs a bin.")
    self.bins = bins
    self.normalizes = normalizes
    self.deviation = deviation
  }

  /// `[bins, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [bins, height, width] }
  /// Bin, row, column.
  public var axes: [String] { ["bin", "y", "x"] }
  /// Sums of polarities, below 0 where it became darker.
  public var meaning: TensorMeaning { TensorMeaning() }
  /// The times of the first and the last event.
  public var need: EventEncodingNeed { .extent }

  /// What gathers events.
  ///
  /// It takes the bounds of the window as the times of the first and the last event where the volume does not tell them.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    VoxelGridAccumulator(
      bins: bins, normalization: normalizes ? deviation : nil, volume: volume, workers: workers)
  }
}

extension VoxelGrid {
  /// `voxel-grid:B`.
  public static var form: String { "voxel-grid:B" }

  /// Takes the bins of time.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(bins: try name.number("B", "bins of time"))
  }

  /// The bins of time.
  public var suffix: String { ":\(bins)" }

  /// The same, normalised.
  public var normalized: VoxelGrid? { VoxelGrid(bins: bins, normalizes: true) }
}
