import Files
import Recordings

/// Writes lines of t x y p, times in whole microseconds, or in seconds with six decimals: any recording fits.
public final class EventTextWriter: EventSink {
  /// How lines look.
  public enum Style: String, Sendable, CaseIterable {
    /// Blanks between, and a comment `# t_us x@640 y@480 p` first.
    case text
    /// Commas between, and the header `t_us,x@640,y@480,p`: names with the unit and the sensor's size.
    case csv
    /// As the tools of RPG and E2VID read it: the size `640 480` in the first line, times in seconds.
    case rpg = "rpg-text"
  }

  private static let longestLine = 48

  private let file: OutputFile
  private let separator: UInt8
  private let isInSeconds: Bool
  private let timeOrigin: Int64
  private var buffer: [UInt8] = []

  /// Starts a file.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  public init(path: String, style: Style, options: EventWriteOptions) throws {
    file = try OutputFile(path: path, overwrite: options.overwrite, streams: true)
    timeOrigin = options.timeOrigin
    separator = style == .csv ? 44 : 32
    isInSeconds = style == .rpg
    // The name of the column says the unit, so that no reader has to guess.
    let names = ["t_us", "x@\(options.width)", "y@\(options.height)", "p"]
    switch style {
    case .csv: try file.write(names.joined(separator: ",") + "\n")
    case .text: try file.write("# " + names.joined(separator: " ") + "\n")
    case .rpg: try file.write("\(options.width) \(options.height)\n")
    }
  }

  /// Appends events; see `EventSink.append(_:)`.
  public func append(_ events: EventBatch) throws {
    try events.requireTimes(holdLess: timeOrigin, path: file.path)
    let needed = events.count * Self.longestLine
    if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }
    let (separator, origin, isInSeconds) = (separator, timeOrigin, isInSeconds)
    try buffer.withUnsafeMutableBytes { bytes in
      var place = 0
      events.withColumns { columns in
        for index in 0..<events.count {
          let time = columns.t[index] &- origin
          if time < 0 {
            bytes[place] = 0x2d
            place &+= 1
          }
          if isInSeconds {
            Self.writeSeconds(time.magnitude, bytes, &place)
          } else {
            Self.write(time.magnitude, bytes, &place)
          }
          bytes[place] = separator
          place &+= 1
          Self.write(UInt64(columns.x[index]), bytes, &place)
          bytes[place] = separator
          place &+= 1
          Self.write(UInt64(columns.y[index]), bytes, &place)
          bytes[place] = separator
          bytes[place &+ 1] = 48 &+ columns.p[index]
          bytes[place &+ 2] = 10
          place &+= 3
        }
      }
      try file.write(UnsafeRawBufferPointer(rebasing: bytes[..<place]))
    }
  }

  private static func writeSeconds(_ microseconds: UInt64, _ bytes: UnsafeMutableRawBufferPointer, _ place: inout Int) {
    let (whole, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    write(whole, bytes, &place)
    // The digits of the fraction with their zeros, behind a one that becomes the point.
    let point = place
    write(1_000_000 + fraction, bytes, &place)
    bytes[point] = UInt8(ascii: ".")
  }

  private static func write(_ value: UInt64, _ bytes: UnsafeMutableRawBufferPointer, _ place: inout Int) {
    var (count, power) = (1, UInt64(10))
    while count < 20, value >= power {
      count &+= 1
      if count < 20 { power = power &* 10 }
    }
    var (rest, at) = (value, place &+ count)
    while at > place {
      at &-= 1
      bytes[at] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    place &+= count
  }

  /// Completes the file.
  public func finish() throws { try file.commit() }
}
