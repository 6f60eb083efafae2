import Foundation

/// Numbers in reports.
public enum NumberText {
  /// A value with `digits` after the point; a dash where there is none.
  public static func fixed(_ value: Double?, digits: Int) -> String {
    guard let value, value.isFinite else { return "–" }
    return String(format: "%.\(digits)f", value)
  }

  /// A value with about four significant digits and no more than it needs: `0.0012`, `3.5`, `1200`.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let magnitude = value.magnitude
    if magnitude >= 1e6 || magnitude < 1e-4 { return String(format: "%.3g", value) }
    return magnitude >= 1e4 ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }

  /// A whole number with commas between thousands.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    let parts = digits.enumerated().map { index, digit in
      (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
    }
    return (value < 0 ? "-" : "") + parts.joined()
  }

  /// A count with two or one digits after the point and its prefix, after a space: `1.25 M`, `9.5 k`, `12 `.
  public static func prefixed(_ value: Double) -> String {
    switch value {
    case 1e9...: String(format: "%.2f G", value / 1e9)
    case 1e6...: String(format: "%.2f M", value / 1e6)
    case 1e3...: String(format: "%.1f k", value / 1e3)
    default: String(format: "%.0f ", value)
    }
  }

  /// An energy in joules, as millijoules, microjoules or nanojoules.
  public static func energy(joule value: Double) -> String {
    switch value {
    case 1e-3...: String(format: "%.2f mJ", value * 1e3)
    case 1e-6...: String(format: "%.2f µJ", value * 1e6)
    case 1e-9...: String(format: "%.1f nJ", value * 1e9)
    default: String(format: "%.1f pJ", value * 1e12)
    }
  }
}
