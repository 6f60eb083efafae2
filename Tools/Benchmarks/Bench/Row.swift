import Foundation

/// One line of a benchmark: what was measured, and figures in a fixed order.
struct Row {
  var name: String
  var figures: [(key: String, value: Double)]

  /// One JSON object.
  var json: String {
    let fields = figures.map { "\"\($0.key)\":\(Self.number($0.value))" }
    return "{\"name\":\"\(name)\"," + fields.joined(separator: ",") + "}"
  }

  /// One line for a person.
  var text: String {
    name.padding(toLength: max(name.count + 1, 46), withPad: " ", startingAt: 0)
      + figures.map { "\($0.key) \(Self.number($0.value))" }.joined(separator: "  ")
  }

  private static func number(_ value: Double) -> String {
    value.magnitude >= 1000 ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }
}
