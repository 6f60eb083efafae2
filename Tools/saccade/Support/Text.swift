import Foundation

/// Numbers for people.
enum Text {
  /// At most four significant digits, whole numbers in full.
  static func number(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }
}
