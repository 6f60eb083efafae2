/// What the values of a tensor mean, so that whoever shows it need not know how it was made.
public struct TensorMeaning: Sendable, Hashable {
  /// Which of the two polarities comes first.
  public enum PolarityOrder: Sendable, Hashable, CaseIterable {
    /// Darker before brighter.
    case offFirst
    /// Brighter before darker.
    case onFirst
  }

  /// What a large value is.
  public enum Values: Sendable, Hashable, CaseIterable {
    /// Much: many events, or a strong or recent one; below 0 of darker ones.
    case amounts
    /// Old: a large value is an event long ago, and pixels without one have the largest.
    case ages
    /// Bright: the tensor is a picture, or becomes one, of gray values.
    case brightness
  }

  /// The order along the axis `polarity`; nil where there is no such axis.
  public var polarities: PolarityOrder?
  /// What a large value is.
  public var values: Values

  /// What stands at each place of the axis `channel`; empty where there is no such axis.
  public var channels: [String]

  /// Describes values.
  public init(polarities: PolarityOrder? = nil, values: Values = .amounts, channels: [String] = []) {
    (self.polarities, self.values, self.channels) = (polarities, values, channels)
  }
}
