import Foundation

/// JSON in which every value can be told.
///
/// JSON has no infinity and no NaN. A number that is none becomes `null`, so that a result with one such number is still
/// written, and is still read by every program that reads JSON. Keys stand in the order of their letters.
public enum JSONText {
  /// What stands for such a number until it is replaced; no text has it.
  private static let mark = "\u{F8FF}no number\u{F8FF}"

  /// Encodes a value.
  ///
  /// - Parameters:
  ///   - hasSnakeCaseKeys: Whether keys become `like_this`.
  ///   - isPretty: Whether it is set on several lines.
  ///   - escapesSlashes: Whether slashes are written `\/`.
  /// - Throws: `EncodingError` where a value refuses to be encoded.
  public static func encode<Value: Encodable>(
    _ value: Value, hasSnakeCaseKeys: Bool = false, isPretty: Bool = false, escapesSlashes: Bool = true
  ) throws -> Data {
    let encoder = JSONEncoder()
    if hasSnakeCaseKeys { encoder.keyEncodingStrategy = .convertToSnakeCase }
    encoder.outputFormatting = .sortedKeys
    if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
    if !escapesSlashes { encoder.outputFormatting.insert(.withoutEscapingSlashes) }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: mark, negativeInfinity: mark, nan: mark)
    let marked = Data("\"\(mark)\"".utf8)
    var rest = try encoder.encode(value)[...]
    var data = Data()
    while let place = rest.range(of: marked) {
      data += rest[..<place.lowerBound] + Data("null".utf8)
      rest = rest[place.upperBound...]
    }
    return data.isEmpty ? Data(rest) : data + rest
  }
}
