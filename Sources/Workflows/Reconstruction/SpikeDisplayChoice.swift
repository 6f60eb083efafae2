import Representations
import Tensors

/// How firing rates become gray values for people.
public struct SpikeDisplayChoice: Sendable {
  /// What firing rates are multiplied by.
  public enum Gain: Sendable, Hashable {
    /// The brightest 0.5 % of the first picture are white.
    case automatic
    /// A number.
    case factor(Float)
  }

  /// What firing rates are multiplied by.
  public var gain: Gain
  /// How light becomes a gray value.
  public var transfer: SpikeDisplay.Transfer

  /// Describes a display.
  public init(gain: Gain = .automatic, transfer: SpikeDisplay.Transfer = .linear) {
    (self.gain, self.transfer) = (gain, transfer)
  }

  private static let whitePercentile = 99.5

  /// The display of a run whose first picture this is.
  package func display(first picture: Tensor<Float>) -> SpikeDisplay {
    switch gain {
    case .automatic: SpikeDisplay(percentile: Self.whitePercentile, of: picture, transfer: transfer)
    case .factor(let factor): SpikeDisplay(gain: factor, transfer: transfer)
    }
  }
}
