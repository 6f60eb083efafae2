import Foundation

/// Numbers for people.
package enum Text {
  /// `1 picture`, `2 pictures`.
  package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// At most four significant digits, whole numbers in full.
  package static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }

  /// A share as a percentage with two digits after the point.
  package static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

  /// Seconds as `0:07` or `1:00:07`, rounded up.
  package static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e7).rounded(.up))
    return whole >= 3600
      ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
      : String(format: "%d:%02d", whole / 60, whole % 60)
  }

  /// A time as a person writes it: `250us`, `33ms`, `1.5s`, or a bare number of microseconds, which may count something
  /// else; nil for what is none.
  package static func duration(_ text: String) -> (microseconds: Int64, hasUnit: Bool)? {
    if let whole = Int64(text) { return (whole, false) }
    let units: [(suffix: String, factor: Double)] = [("us", 1), ("ms", 1000), ("s", 1_000_000)]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
      let value = Double(text.dropLast(unit.suffix.count)), value.isFinite, (value * unit.factor).magnitude < 9e15
    else { return nil }
    return (Int64((value * unit.factor).rounded()), true)
  }
}
