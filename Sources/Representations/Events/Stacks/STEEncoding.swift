import Kernels
import Recordings
import Tensors

/// STE-FlowNet's counts, weighted by a Gaussian in time: uint8 `[splits, 2, height, width]`, channel 0 on, channel 1 off.
///
/// Ding et al., "Spatio-temporal recurrent networks for event-based optical flow estimation" (AAAI 2022), as the code of
/// its authors does it. The events are cut into `splits` runs of equal number, the few that remain are left out. In a
/// run, time goes from 0 to 1; for the N events of a polarity, with the mean μ of their times and σ their sample standard
/// deviation plus 10⁻⁴ (1 for a single event):
///
///     gᵢ = exp(−(tᵢ − μ)² / 2σ²),   E(y, x) = Σᵢ ⌈N gᵢ / Σⱼ gⱼ⌉ over the events of the pixel.
///
/// The mean of z² = (t − μ)²/σ² is at most 1, so by Jensen's inequality N / Σg ≤ √e < 2: an event counts 2 where
/// |t − μ| < σ √(2 ln(N / Σg)), else 1, and nothing where gᵢ is below the smallest float32.
///
/// Departures: a pixel's sum stays at 255 where the original begins anew at 0; sums of times are exact and in double,
/// so that a value may differ by 1 where float32 rounds across a whole number. Splits that are not kept are not computed.
/// Cost: two passes over times and polarities, one over all columns.
public struct STEEncoding: NamedEventEncoding {
  /// The runs that a window is cut into.
  public let splits: Int
  /// Of them the 0th and every so many-th after it are kept; all with 1.
  public let keptEvery: Int

  /// Describes an encoding. Outdoor sequences of MVSEC are cut into 13 runs of which every third is kept.
  ///
  /// - Parameters:
  ///   - splits: The runs that a window is cut into.
  ///   - keptEvery: Of them the 0th and every so many-th after it are kept.
  public init(splits: Int, keptEvery: Int = 1) {
    precondition(splits > 0 && keptEvery > 0, "An encoding needs a split, and a step above zero from one to the next.")
    self.splits = splits
    self.keptEvery = keptEvery
  }

  /// The splits of the tensor.
  public var keptSplits: Int { (splits + keptEvery - 1) / keptEvery }

  /// `[splits that are kept, 2, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [keptSplits, 2, height, width] }
  /// Split, polarity (on, off), row, column.
  public var axes: [String] { ["split", "polarity", "y", "x"] }
  /// Weighted counts, on before off.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .onFirst) }
  /// All events at once: how many they are decides where the window is cut.
  public var need: EventEncodingNeed { .allEvents }

  /// What gathers events; it keeps them until the end.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<UInt8> {
    let encoder = STEEncoder(self)
    return WholeWindowAccumulator(volume: volume, workers: workers) { events, _, volume, workers in
      encoder.encode(events, over: volume, workers: workers)
    }
  }
}

extension STEEncoding {
  /// `ste:S`.
  public static var form: String { "ste:S" }

  /// Takes the splits.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(splits: try name.number("S", "splits"))
  }

  /// The splits, kept or not.
  public var suffix: String { ":\(splits)" }

  /// The same with only some splits kept.
  public func keepingEvery(_ step: Int) -> STEEncoding? { STEEncoding(splits: splits, keptEvery: step) }
}
