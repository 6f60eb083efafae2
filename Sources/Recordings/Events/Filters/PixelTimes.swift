/// When each pixel of a sensor fired last, in rows with a margin around, so that a neighbourhood is read without asking
/// where the sensor ends.
struct PixelTimes {
  /// The time of a pixel that has not fired, and of the margin.
  static let never = Int64.min

  /// From a pixel to the one below.
  let stride: Int
  /// From a pixel of a plane to that of the next one.
  let planeStride: Int
  private let width: Int, height: Int, margin: Int
  private var times: [Int64]

  /// No pixel has fired.
  ///
  /// - Parameters:
  ///   - margin: How far neighbourhoods reach.
  ///   - planes: How many times each pixel has.
  init(width: Int, height: Int, margin: Int, planes: Int = 1) {
    precondition(width > 0 && height > 0 && margin > 0 && planes > 0, "A sensor has pixels, and they have neighbours.")
    (self.width, self.height, self.margin) = (width, height, margin)
    stride = width + 2 * margin
    planeStride = stride * (height + 2 * margin)
    times = Array(repeating: Self.never, count: planes * planeStride)
  }

  /// Where a pixel of the first plane is; nil outside of the sensor.
  @inline(__always)
  func place(_ events: EventColumns, _ index: Int) -> Int? {
    let (x, y) = (Int(events.x[index]), Int(events.y[index]))
    guard x < width, y < height else { return nil }
    return (y &+ margin) &* stride &+ x &+ margin
  }

  /// Calls `body` with all times.
  @inline(__always)
  mutating func withTimes<Result>(_ body: (UnsafeMutablePointer<Int64>) -> Result) -> Result {
    times.withUnsafeMutableBufferPointer { buffer in
      // A sensor has pixels.
      buffer.baseAddress.map(body).unsafelyUnwrapped
    }
  }

  /// How many of the other pixels at most `radius` columns and rows from `center` fired in the `window` before `time` or
  /// at it. One that fired later did not.
  ///
  /// - Precondition: `radius` is at most the margin.
  @inline(__always)
  static func recentNeighbors(
    of center: UnsafePointer<Int64>, stride: Int, radius: Int, time: Int64, window: UInt64
  ) -> Int {
    var count = 0
    var row = 0 &- radius
    while row <= radius {
      let line = center + row &* stride
      var column = 0 &- radius
      while column <= radius {
        count &+= isRecent(line[column], time, window) ? 1 : 0
        column &+= 1
      }
      row &+= 1
    }
    return count &- (isRecent(center.pointee, time, window) ? 1 : 0)
  }

  /// Later times and those of pixels that have not fired wrap around to distances that no window reaches.
  @inline(__always)
  private static func isRecent(_ last: Int64, _ time: Int64, _ window: UInt64) -> Bool {
    UInt64(bitPattern: time &- last) <= window
  }
}
