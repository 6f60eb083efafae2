import Tensors

/// How pictures of about 0…1 become gray values 0…255 for people.
public struct PictureDisplay: Sendable {
  /// A rule for black and white.
  public enum Rule: String, Sendable, CaseIterable {
    /// Black and white are the values that 1 % and 99 % of a picture's pixels lie below, each the median of the last
    /// pictures', so that a video does not flicker.
    case robust
    /// Black is 0 and white is 1.
    case none
  }

  /// The rule.
  public let rule: Rule
  private var blacks: [Float] = []
  private var whites: [Float] = []
  private static let rememberedCount = 10
  private static let mostSamples = 1 << 14
  private static let share = 0.01
  /// White lies above black by so much at least: a picture of nothing is not stretched to noise.
  private static let leastContrast: Float = 0.05

  /// Starts without a picture.
  public init(_ rule: Rule = .robust) { self.rule = rule }

  /// The gray values of the next picture, of the same shape. A value that is no number is black.
  ///
  /// Cost: a pass, and a sort of up to 16,384 of its values.
  public mutating func grayValues(of picture: Tensor<Float>) -> Tensor<UInt8> {
    var (black, white): (Float, Float) = (0, 1)
    if rule == .robust {
      let bounds = Self.bounds(of: picture)
      (black, white) = (Self.median(&blacks, adding: bounds.black), Self.median(&whites, adding: bounds.white))
      white = max(white, black + Self.leastContrast)
    }
    let scale = 255 / (white - black)
    return picture.map { value in
      let gray = ((value - black) * scale).rounded()
      // No number fails the comparison.
      return gray > 0 ? UInt8(min(gray, 255)) : 0
    }
  }

  private static func bounds(of picture: Tensor<Float>) -> (black: Float, white: Float) {
    let step = max(1, picture.count / mostSamples)
    let values = picture.withUnsafeBufferPointer { all in
      stride(from: 0, to: all.count, by: step).map { all[$0] }.filter(\.isFinite)
    }.sorted()
    guard let last = values.indices.last else { return (0, 1) }
    let cut = Int((Double(last) * share).rounded())
    return (values[cut], values[last - cut])
  }

  private static func median(_ values: inout [Float], adding value: Float) -> Float {
    values.append(value)
    if values.count > rememberedCount { values.removeFirst() }
    return values.sorted()[values.count / 2]
  }
}
