/// A fraction of whole numbers: a frame rate, or a time in seconds on a video's clock.
///
/// Frame k of a video of 30000/1001 frames a second shows the time `k * 1001 / 30000`; in floating point such times
/// drift across the boundaries of readouts, as fractions they do not.
public struct Rational: Sendable, Hashable {
  /// The numerator, reduced.
  public let numerator: Int64
  /// The denominator, reduced, in `1...Int32.max`.
  public let denominator: Int64

  /// Makes a fraction and reduces it.
  ///
  /// - Precondition: The denominator is not zero and fits, reduced, in 31 bits.
  public init(_ numerator: Int64, _ denominator: Int64 = 1) {
    precondition(denominator != 0 && numerator > .min && denominator > .min, "A fraction needs a denominator.")
    var (a, b) = (numerator.magnitude, denominator.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = denominator < 0 ? -Int64(a) : Int64(a)
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
    precondition(self.denominator <= Int64(Int32.max), "The denominator \(self.denominator) is too large.")
  }

  /// Reads `30`, `29.97` or `30000/1001`; nil for anything else, for zero and for negative numbers.
  public init?(positive text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = Self.decimal(parts[0]) else { return nil }
    guard let second = parts.count == 2 ? Self.decimal(parts[1]) : (1, 1) else { return nil }
    let (top, topOverflow) = first.numerator.multipliedReportingOverflow(by: second.denominator)
    let (bottom, bottomOverflow) = first.denominator.multipliedReportingOverflow(by: second.numerator)
    if topOverflow || bottomOverflow || top <= 0 || bottom <= 0 { return nil }
    let reduced = Self.reduce(top, bottom)
    if reduced.1 > Int64(Int32.max) || reduced.0 > Int64(Int32.max) { return nil }
    self.init(reduced.0, reduced.1)
  }

  /// A time in whole microseconds, the clock of events.
  public init(microseconds: Int64) { self.init(microseconds, 1_000_000) }

  /// The nearest floating-point number.
  public var doubleValue: Double { Double(numerator) / Double(denominator) }

  private static func reduce(_ top: Int64, _ bottom: Int64) -> (Int64, Int64) {
    var (a, b) = (top, bottom)
    while b != 0 { (a, b) = (b, a % b) }
    return (top / a, bottom / a)
  }

  private static func decimal(_ text: Substring) -> (numerator: Int64, denominator: Int64)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, text.allSatisfy({ $0 == "." || $0.isASCII && $0.isNumber }) else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.count <= 9, !(parts[0].isEmpty && fraction.isEmpty), let digits = Int64(parts[0] + fraction) else {
      return nil
    }
    return (digits, fraction.reduce(1) { power, _ in power * 10 })
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// A whole number.
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension Rational: CustomStringConvertible {
  /// `30` or `30000/1001`.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
