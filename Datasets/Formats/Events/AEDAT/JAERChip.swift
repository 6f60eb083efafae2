import Files
import Foundation

/// A sensor whose addresses jAER stores: its size, and which bits hold the place.
struct JAERChip: Sendable, Equatable {
  /// Where an address holds column, row and polarity.
  enum Layout: Sendable {
    /// Bit 0 set where darker, bits 1 to 7 the column, 8 to 14 the row, 15 an edge at the input.
    case dvs128
    /// Bit 10 an edge at the input, 11 set where brighter, 12 to 21 the column, 22 to 30 the row, 31 another sample.
    case davis
    /// Bit 0 set where brighter, bits 1 to 10 the column, 11 and up the row: what v2e writes where no chip of jAER's has
    /// the size.
    case v2e
  }

  /// The bits of an address.
  struct Bits {
    var columnShift: UInt32
    var columnMask: UInt32
    var rowShift: UInt32
    var rowMask: UInt32
    var polarityShift: UInt32
    /// The bits that are set where others leave them at 0.
    var inverted: UInt32 = 0
    /// Those of an edge at the input.
    var edge: UInt32 = 0
    /// Those that no address has.
    var unused: UInt32 = 0
  }

  var layout: Layout
  var width: Int
  var height: Int

  /// Sensors by the beginning of their names, and the name under which they are written.
  static let known: [(prefix: String, className: String, chip: JAERChip)] = [
    ("DVS128", "ch.unizh.ini.jaer.chip.retina.DVS128", JAERChip(layout: .dvs128, width: 128, height: 128)),
    ("DAVIS128", "eu.seebetter.ini.chips.davis.DAVIS128", JAERChip(layout: .davis, width: 128, height: 128)),
    ("DAVIS208", "eu.seebetter.ini.chips.davis.DAVIS208Pixel", JAERChip(layout: .davis, width: 208, height: 192)),
    ("DAVIS240", "eu.seebetter.ini.chips.davis.DAVIS240C", JAERChip(layout: .davis, width: 240, height: 180)),
    ("DAVIS346", "eu.seebetter.ini.chips.davis.Davis346blue", JAERChip(layout: .davis, width: 346, height: 260)),
    ("DAVIS640", "eu.seebetter.ini.chips.davis.DAVIS640", JAERChip(layout: .davis, width: 640, height: 480)),
    ("DAVISRGBW640", "eu.seebetter.ini.chips.davis.DavisRGBW640", JAERChip(layout: .davis, width: 640, height: 480)),
    ("DVS640", "DVS640", JAERChip(layout: .v2e, width: 640, height: 480)),
  ]

  init(layout: Layout, width: Int, height: Int) {
    (self.layout, self.width, self.height) = (layout, width, height)
  }

  /// The sensor of that name, with or without the Java package before it.
  init?(named name: String) {
    let short = (name.split(separator: ".").last ?? "").trimmingCharacters(in: .whitespaces).uppercased()
    guard let entry = Self.known.first(where: { short.hasPrefix($0.prefix) }) else { return nil }
    self = entry.chip
  }

  /// The sensor of the oldest files.
  static let dvs128 = JAERChip(layout: .dvs128, width: 128, height: 128)

  /// The sensor that a header names, or that a size suggests: without either that of the addresses.
  ///
  /// - Parameter addresses: Looks at the addresses, where nothing else says how they are made up.
  static func choose(
    named name: String?, size: (width: Int, height: Int)?, path: String, addresses: () throws -> JAERAddresses
  ) throws -> (chip: JAERChip, isGuess: Bool) {
    if let named = name.flatMap(JAERChip.init(named:)) { return (named, false) }
    if let size {
      if size == (128, 128) { return (dvs128, false) }
      let isV2E = try size == (640, 480) && name == nil && addresses().chip.layout == .v2e
      return (JAERChip(layout: isV2E ? .v2e : .davis, width: size.width, height: size.height), false)
    }
    guard let name else {
      let chip = try addresses().chip
      return (chip, chip != dvs128)
    }
    throw FileError(
      .badContent, path: path, problem: "the header names the chip \(name), whose size is not known", place: "byte 0",
      remedy: "pass \(Setting.sensorSize, to: "WxH") if its addresses are those of a DAVIS")
  }

  /// The smallest sensor that holds pictures of that size, and the name under which jAER knows it.
  static func holding(width: Int, height: Int) -> (className: String, chip: JAERChip)? {
    known.first { $0.chip.width >= width && $0.chip.height >= height }.map { ($0.className, $0.chip) }
  }
}

extension JAERChip.Layout {
  /// Where the parts of an address lie.
  var bits: JAERChip.Bits {
    switch self {
    case .dvs128:
      JAERChip.Bits(
        columnShift: 1, columnMask: 0x7F, rowShift: 8, rowMask: 0x7F, polarityShift: 0, inverted: 1, edge: 1 << 15,
        unused: 0xFFFF_0000)
    case .davis:
      JAERChip.Bits(
        columnShift: 12, columnMask: 0x3FF, rowShift: 22, rowMask: 0x1FF, polarityShift: 11, edge: 1 << 10)
    case .v2e: JAERChip.Bits(columnShift: 1, columnMask: 0x3FF, rowShift: 11, rowMask: 0x1F_FFFF, polarityShift: 0)
    }
  }
}
