import Foundation

/// One JSON object on standard output.
enum JSON {
  /// Encodes with snake-case keys in a fixed order.
  static func encode<Value: Encodable>(_ value: Value, pretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
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
