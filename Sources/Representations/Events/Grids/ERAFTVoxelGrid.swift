import Kernels
import Recordings
import Tensors

/// E-RAFT's voxel grid, bilinear in space too and normalised: float32 `[bins, height, width]`.
///
/// Gehrig et al., "E-RAFT: Dense optical flow from event cameras" (3DV 2021), as the code of its authors does it. With τᵢ
/// as ``VoxelGrid`` has it and (xᵢ, yᵢ) the place of event i, rectified as a rule:
///
///     V(b, y, x) = Σᵢ pᵢ k(x − xᵢ) k(y − yᵢ) k(b − τᵢ),   k(a) = max(0, 1 − |a|);
///
/// the cells that are not zero are then brought to mean 0 and standard deviation 1 (n − 1 in its denominator).
///
/// Departures: places left of and above the first pixel are rounded down, not towards zero, so that their weights stay
/// within 0…1; where all events have one time they count in bin 0 instead of making cells that are no numbers. Events
/// without coordinates lie on their pixels. Cost: one pass that sorts events by parts of the picture, one that adds eight
/// values an event (two without coordinates), three passes over the grid.
public struct ERAFTVoxelGrid: NamedEventEncoding {
  /// The bins of time; E-RAFT's own networks have 15.
  public let bins: Int

  /// Describes a grid of one bin or more.
  public init(bins: Int) {
    precondition(bins > 0, "A voxel grid needs a bin.")
    self.bins = bins
  }

  /// `[bins, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [bins, height, width] }
  /// Bin, row, column.
  public var axes: [String] { ["bin", "y", "x"] }
  /// Sums of polarities, normalised.
  public var meaning: TensorMeaning { TensorMeaning() }
  /// The times of the first and the last event.
  public var need: EventEncodingNeed { .extent }
  /// Yes: an event is shared among its four neighbours.
  public var usesFractionalCoordinates: Bool { true }

  /// What gathers events.
  ///
  /// It takes the bounds of the window as the times of the first and the last event where the volume does not tell them.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    VoxelGridAccumulator(
      bins: bins, normalization: .sample, volume: volume, workers: workers, usesFractionalCoordinates: true)
  }
}

extension ERAFTVoxelGrid {
  /// `eraft:B`.
  public static var form: String { "eraft:B" }

  /// Takes the bins of time.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(bins: try name.number("B", "bins of time"))
  }

  /// The bins of time.
  public var suffix: String { ":\(bins)" }
}
