import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a reconstruction is shown: firing rates in 0…1 become gray values in 0…255.
///
/// A value v is shown as 255 · min(1, gain · v), through the transfer curve. The default gain is 400 / 255: white of the
/// default simulator, which fires in 64 % of the readouts, is shown white. Recordings of real cameras are often darker; take
/// a gain from a percentile of the first picture and keep it over the run, so that a video does not flicker.
public struct SpikeDisplay: Sendable, Hashable {
  /// How light becomes a gray value.
  public enum Transfer: String, Sendable, CaseIterable {
    /// In proportion: what the field's papers show.
    case linear
    /// By the curve of sRGB (IEC 61966-2-1), so that a screen gives the light back in proportion.
    case srgb
  }

  /// The gain at which the white of a simulator of gray levels 0…255 with threshold 400 is shown white.
  public static let defaultGain: Float = 400 / 255

  /// The factor on firing rates.
  public var gain: Float
  /// The curve.
  public var transfer: Transfer

  /// Describes a display by its gain.
  public init(gain: Float = Self.defaultGain, transfer: Transfer = .linear) {
    precondition(gain > 0 && gain.isFinite, "A gain must be greater than zero, not \(gain).")
    self.gain = gain
    self.transfer = transfer
  }

  /// Describes a display that shows the `percentile` (0…100) of the picture's positive values as white.
  ///
  /// A black picture gives the default gain. Cost: sorts the values.
  public init(percentile: Double, of picture: Tensor<Float>, transfer: Transfer = .linear) {
    precondition(percentile >= 0 && percentile <= 100, "There is no percentile \(percentile).")
    let values = picture.scalars.filter { $0 > 0 }.sorted()
    let index = Int((Double(values.count - 1) * percentile / 100).rounded())
    self.init(gain: values.isEmpty ? Self.defaultGain : 1 / values[index], transfer: transfer)
  }

  /// The gray values of a picture of firing rates, of the same shape.
  public func grayValues(of picture: Tensor<Float>) -> Tensor<UInt8> {
    picture.map { value in
      let light = min(max(value * gain, 0), 1)
      let shown = transfer == .srgb ? Self.encoded(light) : light
      return UInt8((shown * 255).rounded())
    }
  }

  private static func encoded(_ light: Float) -> Float {
    light <= 0.0031308 ? light * 12.92 : 1.055 * powf(light, 1 / 2.4) - 0.055
  }
}
