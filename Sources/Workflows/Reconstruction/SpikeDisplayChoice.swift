import Files
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

  /// What firing rates are multiplied by; nil for what the recording says, else automatic.
  public var gain: Gain?
  /// How light becomes a gray value; nil for what the recording says, else linear.
  public var transfer: SpikeDisplay.Transfer?

  /// Describes a display.
  public init(gain: Gain? = nil, transfer: SpikeDisplay.Transfer? = nil) {
    (self.gain, self.transfer) = (gain, transfer)
  }

  private static let whitePercentile = 99.5

  /// The choice with what a simulation noted beside the recording for what the caller left open; it is told.
  func completed(for recording: String, _ log: JobLog) throws -> SpikeDisplayChoice {
    var choice = self
    if transfer == nil, let light = SpikeLightFile.beside(recording) {
      let name = SpikeLightFile.path(beside: recording)
      if light.bytes == (try InputFile(path: recording)).byteCount, light.gamma == VideoLight.Gamma.srgb.rawValue {
        choice.transfer = .srgb
        if gain == nil, let gain = light.gain { choice.gain = .factor(Float(gain)) }
        log.note("note: shown in sRGB again, as \(name) says that the input of the simulation was")
      } else {
        try log.warn(kind: "light", path: name, "it is of another recording of that name, and not used")
      }
    }
    choice.gain = choice.gain ?? .automatic
    choice.transfer = choice.transfer ?? .linear
    return choice
  }

  /// The display of a run whose first picture this is.
  package func display(first picture: Tensor<Float>) -> SpikeDisplay {
    switch gain ?? .automatic {
    case .automatic: SpikeDisplay(percentile: Self.whitePercentile, of: picture, transfer: transfer ?? .linear)
    case .factor(let factor): SpikeDisplay(gain: factor, transfer: transfer ?? .linear)
    }
  }
}
