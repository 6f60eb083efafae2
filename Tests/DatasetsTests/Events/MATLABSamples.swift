import Recordings

/// MAT-files of level 5, made byte by byte.
enum MATLABSamples {
  /// Events as the fields t, x, y, p of a record, or as four arrays of their own.
  static func columns(_ events: [Event], record: String?) -> [UInt8] {
    let columns: [(String, [UInt8])] = [
      ("t", matrix(record == nil ? "t" : "", events.map { $0.timeMicroseconds })),
      ("x", matrix(record == nil ? "x" : "", events.map { Int64($0.x) })),
      ("y", matrix(record == nil ? "y" : "", events.map { Int64($0.y) })),
      ("p", matrix(record == nil ? "p" : "", events.map { $0.isOn ? 1 : -1 })),
    ]
    guard let record else { return header + columns.flatMap(\.1) }
    let names = columns.flatMap { Array($0.0.utf8) + [UInt8](repeating: 0, count: 7) }
    let parts =
      start(kind: 2, shape: [1, 1], name: record) + [5, 0, 4, 0, 8, 0, 0, 0] + element(1, names)
      + columns.flatMap(\.1)
    return header + element(14, parts)
  }

  /// Rows x, y, t, p in one array.
  static func table(_ events: [Event]) -> [UInt8] {
    let columns = [
      events.map { Int64($0.x) }, events.map { Int64($0.y) }, events.map { $0.timeMicroseconds },
      events.map { $0.isOn ? 1 : 0 },
    ]
    return header + matrix("events", columns.flatMap { $0 }, shape: [events.count, 4])
  }

  private static let header: [UInt8] = {
    let text = Array("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8)
    return text + [UInt8](repeating: 32, count: 124 - text.count) + [0, 1] + Array("IM".utf8)
  }()

  private static func element(_ type: UInt32, _ bytes: [UInt8]) -> [UInt8] {
    AEDATSamples.little(type) + AEDATSamples.little(UInt32(bytes.count)) + bytes
      + [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
  }

  private static func start(kind: UInt32, shape: [Int], name: String) -> [UInt8] {
    element(6, AEDATSamples.little(kind) + AEDATSamples.little(UInt32(0)))
      + element(5, shape.flatMap { AEDATSamples.little(UInt32($0)) }) + element(1, Array(name.utf8))
  }

  private static func matrix(_ name: String, _ values: [Int64], shape: [Int]? = nil) -> [UInt8] {
    let (wholeNumbers, storedAs): (UInt32, UInt32) = (14, 12)
    return element(
      14,
      start(kind: wholeNumbers, shape: shape ?? [values.count, 1], name: name)
        + element(storedAs, values.flatMap { AEDATSamples.little($0) }))
  }
}
