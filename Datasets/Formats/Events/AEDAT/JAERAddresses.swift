import Files
import Recordings
import Runtime

/// What the addresses of a file show of the sensor that made them, where the header names none: v2e's files do not.
struct JAERAddresses {
  /// The highest address, column and row of events, as the layout of a DAVIS and as v2e's have them.
  private var highest: UInt32 = 0
  private var column = 0
  private var row = 0
  private var isV2E = true

  private static let recordBytes = 8
  private static let pieceBytes = 1 << 20

  /// None yet.
  init() {}

  /// Looks at all records of AEDAT 2. Cost: the file is read once.
  init(_ file: InputFile, from offset: Int) throws {
    self.init()
    let memory = AlignedMemory(uninitializedByteCount: Self.pieceBytes)
    let end = offset + (file.byteCount - offset) / Self.recordBytes * Self.recordBytes
    for place in stride(from: offset, to: end, by: Self.pieceBytes) {
      let piece = UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: min(Self.pieceBytes, end - place))
      try file.read(into: piece, at: place)
      for record in stride(from: 0, to: piece.count, by: Self.recordBytes) {
        add(UInt32(bigEndian: piece.loadUnaligned(fromByteOffset: record, as: UInt32.self)))
      }
    }
  }

  private mutating func add(_ address: UInt32) {
    highest = max(highest, address)
    isV2E = isV2E && address >> 11 < 480 && address >> 1 & 0x3FF < 640
    // Samples and edges are no events.
    if address >> 31 == 1 || address >> 10 & 1 == 1 { return }
    column = max(column, Int(address >> 12 & 0x3FF))
    row = max(row, Int(address >> 22 & 0x1FF))
  }

  /// The sensor: a DVS128 where addresses have 16 bits, v2e's packing where all of them are places of 640x480 in it,
  /// else the smallest DAVIS of 240x180, 346x260 and 640x480 that holds them.
  var chip: JAERChip {
    if highest <= UInt32(UInt16.max) { return .dvs128 }
    if isV2E { return JAERChip(layout: .v2e, width: 640, height: 480) }
    let size = [(240, 180), (346, 260)].first { column < $0.0 && row < $0.1 } ?? (640, 480)
    return JAERChip(layout: .davis, width: size.0, height: size.1)
  }

  /// What is said of it.
  static func remark(_ chip: JAERChip, path: String) -> RecordingWarning {
    RecordingWarning(
      path: path, problem: "the header does not name the sensor",
      consequence: "its addresses are those of \(chip.layout == .v2e ? "v2e at" : "a DAVIS of") "
        + "\(chip.width)x\(chip.height); \(Setting.sensorSize) says another size")
  }
}
