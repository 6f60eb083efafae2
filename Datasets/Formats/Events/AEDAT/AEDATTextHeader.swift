import Files
import Foundation

/// The lines that begin with # at the start of AEDAT 1, 2 and 3.1 files.
struct AEDATTextHeader {
  /// The lines of the form "# key: value", in order.
  var values: [(key: String, value: String)] = []
  /// Those of the preferences that jAER writes as XML which tell the inertial unit's ranges.
  var preferences: [String: String] = [:]
  /// Whether a line says that the header ends.
  var isEnded = false
  /// The first byte after the lines.
  var dataOffset = 0

  private static let firstBytes = 1 << 16
  private static let mostBytes = 64 << 20

  /// Reads the lines. Cost: a few times the header's length.
  init(_ file: InputFile) throws {
    var loaded = min(file.byteCount, Self.firstBytes)
    while true {
      let bytes = try file.bytes(at: 0, count: loaded)
      if scan(bytes) { return }
      if loaded == file.byteCount {
        if dataOffset == loaded { return }
        throw FileError(
          .badContent, path: file.path, problem: "the file ends within a line of its header",
          place: "byte \(dataOffset)", remedy: "it holds no events; fetch it again")
      }
      guard loaded < Self.mostBytes else {
        throw FileError(
          .badContent, path: file.path, problem: "the header takes more than \(Self.mostBytes) bytes",
          place: "byte \(dataOffset)", remedy: "the file is damaged; fetch it again")
      }
      loaded = min(file.byteCount, loaded * 4)
    }
  }

  /// The key under which this project's writer keeps the size of the picture.
  static let sizeKey = "Size"

  /// The size that this project's writer noted, or nil.
  var size: (width: Int, height: Int)? {
    let numbers = value(Self.sizeKey)?.split(separator: "x").map { Int($0) ?? 0 }
    guard let numbers, numbers.count == 2, numbers.allSatisfy((1...65536).contains) else { return nil }
    return (numbers[0], numbers[1])
  }

  /// The value of a key.
  func value(_ key: String) -> String? { values.first { $0.key == key }?.value }

  /// Whether the header ended within the bytes.
  private mutating func scan(_ bytes: [UInt8]) -> Bool {
    (values, preferences, isEnded, dataOffset) = ([], [:], false, 0)
    while !isEnded {
      switch Self.line(bytes, from: dataOffset) {
      case .cut: return false
      case .none: return true
      case .line(let range):
        note(bytes[range])
        dataOffset = range.upperBound + 1
      }
    }
    return true
  }

  private enum Found {
    /// No line of a header starts there.
    case none
    /// The bytes end before the line does.
    case cut
    /// A line without its line feed.
    case line(Range<Int>)
  }

  /// A record may begin with the byte of #, so that a line holds no control characters and ends with one of its own.
  private static func line(_ bytes: [UInt8], from start: Int) -> Found {
    let (lineFeed, carriageReturn, tab): (UInt8, UInt8, UInt8) = (0x0A, 0x0D, 0x09)
    guard start < bytes.count else { return .cut }
    guard bytes[start] == UInt8(ascii: "#") else { return .none }
    for index in start..<bytes.count {
      let byte = bytes[index]
      if byte == lineFeed { return .line(start..<index) }
      let isText = byte >= 0x20 || byte == tab
      let endsLine = byte == carriageReturn && (index + 1 == bytes.count || bytes[index + 1] == lineFeed)
      if !isText && !endsLine { return .none }
    }
    return .cut
  }

  private mutating func note(_ line: ArraySlice<UInt8>) {
    let longestNoted = 512
    guard line.count < longestNoted else { return }
    let text = String(decoding: line.dropFirst(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    for key in [JAERInertialUnit.accelerationKey, JAERInertialUnit.gyroscopeKey] {
      let front = "<entry key=\"\(key)\" value=\""
      if text.hasPrefix(front) { preferences[key] = String(text.dropFirst(front.count).prefix { $0 != "\"" }) }
    }
    isEnded = text == "!END-HEADER" || text == "End Of ASCII Header"
    guard let colon = text.firstIndex(of: ":"), !text.hasPrefix("<") else { return }
    let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    values.append((String(text[..<colon]), value))
  }
}
