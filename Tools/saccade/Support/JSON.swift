import Files
import Foundation

/// One JSON object on standard output.
enum JSON {
  /// Encodes with snake-case keys in a fixed order. What is infinite or no number becomes null.
  static func encode<Value: Encodable>(_ value: Value, pretty: Bool = false) throws -> Data {
    try JSONText.encode(value, hasSnakeCaseKeys: true, isPretty: pretty, escapesSlashes: false)
  }

  /// Prints an object.
  ///
  /// - Throws: `FileError` where standard output cannot be written.
  static func printObject<Value: Encodable>(_ value: Value) throws {
    var data = try encode(value)
    data.append(UInt8(ascii: "\n"))
    try StandardStreams.output(data)
  }
}
