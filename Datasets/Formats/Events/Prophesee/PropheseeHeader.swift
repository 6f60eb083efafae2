import Files

/// The text before the words: lines that begin with `%`, each a key and a value, up to `% end` or the first byte that
/// begins no such line.
struct PropheseeHeader {
  /// Lines without the percent sign, as key and value.
  private(set) var fields: [(key: String, value: String)] = []
  /// The first byte after the header.
  private(set) var byteCount = 0

  /// The longest header that is read. Those of cameras hold less than 1 KiB.
  static let longest = 1 << 16

  /// Reads the header at the start of a file.
  init(_ file: InputFile) throws { self.init(try file.bytes(at: 0, count: min(file.byteCount, Self.longest))) }

  /// Reads the header at the start of these bytes.
  init(_ bytes: [UInt8]) {
    while let end = Self.lineEnd(bytes, from: byteCount) {
      let line = String(decoding: bytes[byteCount + 1..<end], as: UTF8.self)
      byteCount = end + 1
      let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let key = words.first else { continue }
      if key == "end" { return }
      let value = words.count > 1 ? words[1].split(whereSeparator: \.isWhitespace).joined(separator: " ") : ""
      fields.append((key.lowercased(), value))
    }
  }

  var isEmpty: Bool { byteCount == 0 }

  /// The value of a key, whatever its case.
  subscript(key: String) -> String? { fields.first { $0.key == key.lowercased() }?.value }

  /// A key's value as a number, or nil where it is none.
  func number(_ key: String) -> Int? { self[key].flatMap { Int($0) } }

  /// The place of the line feed that ends the line of text at `start`, or nil where there is no such line. Without an
  /// end marker only this tells words from text: a word may begin with a percent sign.
  private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "%") else { return nil }
    guard [UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\n")].contains(bytes[start + 1]) else { return nil }
    for place in start + 1..<bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\n") { return place }
      if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") { return nil }
    }
    return nil
  }
}

extension PropheseeHeader {
  /// The name of the encoding and what follows it: `EVT3;height=720;width=1280`.
  private var encoding: (name: String, options: [String: String])? {
    guard let parts = self["format"]?.split(separator: ";"), let name = parts.first else { return nil }
    var options: [String: String] = [:]
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
      if pair.count == 2 { options[pair[0].lowercased()] = pair[1] }
    }
    return (name.filter { !$0.isWhitespace }.uppercased(), options)
  }

  /// The name of the encoding of the words: `EVT3` or `3.0`, or nil where the header names none.
  var encodingName: String? { encoding?.name ?? self["evt"] }

  /// The format of the words, or nil where the header names none that is read.
  var rawFormat: EventFormat? {
    switch encodingName {
    case "EVT2", "EVT2.0", "EVT20", "2.0", "2": .propheseeEVT2
    case "EVT21", "EVT2.1", "2.1": .propheseeEVT21
    case "EVT3", "EVT3.0", "EVT30", "3.0", "3": .propheseeEVT3
    default: nil
    }
  }

  /// The order of the halves of EVT2.1's words, or nil where the header is silent.
  var endianness: String? { encoding?.options["endianness"]?.lowercased() }

  /// Whether the camera stores the upper halves of EVT2.1's words first, by its plugin's name or its number in OpenEB's
  /// list of systems; nil where neither tells. Gen 4.1 and the IMX sensors do, GenX320 does not.
  var cameraSwapsHalves: Bool? {
    let plugin = self["plugin_name"]?.lowercased() ?? ""
    if plugin.contains("genx320") { return false }
    if ["gen41", "imx636", "imx637", "imx646", "imx647"].contains(where: plugin.contains) { return true }
    switch number("system_id") {
    case 0x37, 0x3b, 0x40: return false
    case 0x27, 0x30, 0x31, 0x32, 0x34, 0x35, 0x36, 0x3a, 0x42: return true
    default: return nil
    }
  }

  /// The sensor's size: as the encoding's options, as `geometry`, as `Width` and `Height`, or by the camera's plugin.
  var size: (width: Int, height: Int)? {
    let options = encoding?.options ?? [:]
    if let width = Int(options["width"] ?? ""), let height = Int(options["height"] ?? "") {
      return Self.sane(width, height)
    }
    if let sides = self["geometry"]?.lowercased().split(separator: "x").map({ Int($0) }), sides.count == 2,
      let width = sides[0], let height = sides[1]
    {
      return Self.sane(width, height)
    }
    if let width = number("width"), let height = number("height") { return Self.sane(width, height) }
    return sizeByPlugin
  }

  private var sizeByPlugin: (width: Int, height: Int)? {
    guard let plugin = self["plugin_name"]?.lowercased() else { return nil }
    if plugin.contains("genx320") { return (320, 320) }
    if plugin.contains("gen41") || plugin.contains("imx636") || plugin.contains("gen4") { return (1280, 720) }
    return plugin.contains("gen3") ? (640, 480) : nil
  }

  private static func sane(_ width: Int, _ height: Int) -> (width: Int, height: Int)? {
    (1...65535).contains(width) && (1...65535).contains(height) ? (width, height) : nil
  }
}
