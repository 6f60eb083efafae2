import Foundation

/// One line of a benchmark: what was measured, and figures in a fixed order.
struct Row {
  var name: String
  var figures: [(key: String, value: Double)]

  /// The figure of a key.
  subscript(key: String) -> Double? { figures.first { $0.key == key }?.value }

  /// One JSON object.
  var json: String {
    let fields = figures.map { "\"\($0.key)\":\(Self.number($0.value))" }
    return "{" + (["\"name\":\(Self.quoted(name))"] + fields).joined(separator: ",") + "}"
  }

  /// Reads one JSON object whose order of keys is lost: figures are sorted by their key.
  init?(json: some StringProtocol) {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else { return nil }
    self.init(object: object)
  }

  init?(object: [String: Any]) {
    guard let name = object["name"] as? String else { return nil }
    self.name = name
    figures = object.sorted { $0.key < $1.key }.compactMap { key, value in
      (value as? NSNumber).map { (key, $0.doubleValue) }
    }
  }

  init(name: String, figures: [(key: String, value: Double)]) {
    self.name = name
    self.figures = figures
  }

  /// Whole numbers in full, others with four significant digits; JSON knows no infinity.
  static func number(_ value: Double) -> String {
    if !value.isFinite { return "null" }
    return value.magnitude >= 1000 || value == value.rounded()
      ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }

  /// A string of JSON.
  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let data = (try? encoder.encode(text)) ?? Data("\"\"".utf8)
    return String(decoding: data, as: UTF8.self)
  }
}
