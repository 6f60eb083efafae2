import Recordings

/// What formats that are made byte by byte are made of.
extension CarriedSample {
  /// What is put into a file, in the order of time.
  enum Item {
    case event(Event)
    case frame(RecordedFrame)
    case inertial(InertialSample)
  }

  func items(from samples: (RecordedFrame) -> Int64) -> [Item] {
    var timed: [(time: Int64, item: Item)] = events.map { ($0.timeMicroseconds, .event($0)) }
    timed += frames.map { (samples($0), .frame($0)) }
    timed += inertial.map { ($0.timeMicroseconds, .inertial($0)) }
    return timed.sorted { $0.time < $1.time }.map { $0.item }
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
  static func big(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
