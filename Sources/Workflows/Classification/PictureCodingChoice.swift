import SpikingNetworks

/// How pictures become steps, before a seed is known.
public enum PictureCodingChoice: String, CaseIterable, Sendable {
  /// Their values in every step.
  case constant
  /// Spikes, spread evenly.
  case rate
  /// Spikes, drawn.
  case poisson

  /// The coding, whose draws have a seed.
  func coding(seed: UInt64) -> PictureCoding {
    switch self {
    case .constant: .constant
    case .rate: .rate
    case .poisson: .poisson(seed: seed)
    }
  }
}
