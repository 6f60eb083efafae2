import Foundation

/// Numbers for people.
package enum Text {
  /// `1 picture`, `2 pictures`.
  package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// At most four significant digits, whole numbers in full.
  package static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }
}
