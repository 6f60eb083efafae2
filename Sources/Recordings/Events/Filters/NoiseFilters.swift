/// Drops events of a pixel that come too soon after the last one of it that stayed.
public struct RefractoryFilter: EventSelection {
  /// How long a pixel is silent after an event, in microseconds.
  public let periodMicroseconds: Int64
  private let width: Int, height: Int
  private var last: [Int64?]

  /// An event stays where its pixel's last one that stayed is `periodMicroseconds` or more before it, or after it.
  /// Events outside of the sensor are dropped.
  public init(periodMicroseconds: Int64, width: Int, height: Int) {
    precondition(periodMicroseconds >= 0 && width > 0 && height > 0, "A period and a sensor are not negative.")
    self.periodMicroseconds = periodMicroseconds
    (self.width, self.height) = (width, height)
    last = Array(repeating: nil, count: width * height)
  }

  /// Decides on the next events.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    for index in isKept.indices {
      isKept[index] = stays(Int(events.x[index]), Int(events.y[index]), events.t[index]) ? 1 : 0
    }
  }

  private mutating func stays(_ x: Int, _ y: Int, _ time: Int64) -> Bool {
    guard x < width, y < height else { return false }
    let pixel = y * width + x
    if let before = last[pixel], time >= before, time &- before < periodMicroseconds { return false }
    last[pixel] = time
    return true
  }
}

/// Drops events that no neighbour supports: T. Delbruck, "Frame-free dynamic digital vision", 2008.
///
/// An event stays where one of the other pixels at most `radius` columns and rows away had an event, kept or not, in the
/// `windowMicroseconds` before it or at its own time. The first event of a neighbourhood is therefore dropped.
public struct BackgroundActivityFilter: EventSelection {
  /// How far back support may lie, in microseconds.
  public let windowMicroseconds: Int64
  /// The reach of the neighbourhood: 1 for the eight pixels around.
  public let radius: Int
  private var last: PixelTimes

  /// Events outside of the sensor are dropped.
  public init(windowMicroseconds: Int64, radius: Int = 1, width: Int, height: Int) {
    precondition(windowMicroseconds >= 0 && radius > 0 && width > 0 && height > 0, "A window and a reach are needed.")
    (self.windowMicroseconds, self.radius) = (windowMicroseconds, radius)
    last = PixelTimes(width: width, height: height, margin: radius)
  }

  /// Decides on the next events. Cost: (2·radius+1)² reads an event.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    // The compiler unrolls a neighbourhood whose size it knows.
    if radius == 1 { decide(events, isKept, radius: 1) } else { decide(events, isKept, radius: radius) }
  }

  @inline(__always)
  private mutating func decide(_ events: EventColumns, _ isKept: UnsafeMutableBufferPointer<UInt8>, radius: Int) {
    let (map, window) = (last, UInt64(windowMicroseconds))
    last.withTimes { times in
      for index in isKept.indices {
        guard let place = map.place(events, index) else {
          isKept[index] = 0
          continue
        }
        let time = events.t[index]
        let support = PixelTimes.recentNeighbors(
          of: times + place, stride: map.stride, radius: radius, time: time, window: window)
        times[place] = time
        isKept[index] = support > 0 ? 1 : 0
      }
    }
  }
}

/// Silences pixels that fire too often: after more than `limit` events of a pixel in one window the rest of that window
/// and all of the next are dropped.
///
/// Windows are `[k·w, (k+1)·w)` of the recording's clock. A pixel that stays hot is silent from its first hot window on.
public struct HotPixelFilter: EventSelection {
  /// The most events of a pixel in a window.
  public let limit: Int
  /// The length of a window, in microseconds.
  public let windowMicroseconds: Int64
  private let width: Int, height: Int
  private var pixels: [Pixel]

  private struct Pixel {
    var window = Int64.min
    var count = 0
    var wasHot = false
  }

  /// Events outside of the sensor are dropped.
  public init(limit: Int, windowMicroseconds: Int64, width: Int, height: Int) {
    precondition(limit > 0 && windowMicroseconds > 0 && width > 0 && height > 0, "A limit and a window are needed.")
    (self.limit, self.windowMicroseconds) = (limit, windowMicroseconds)
    (self.width, self.height) = (width, height)
    pixels = Array(repeating: Pixel(), count: width * height)
  }

  /// Decides on the next events.
  public mutating func decide(_ events: EventColumns, isKept: UnsafeMutableBufferPointer<UInt8>) {
    for index in isKept.indices {
      isKept[index] = stays(Int(events.x[index]), Int(events.y[index]), events.t[index]) ? 1 : 0
    }
  }

  private mutating func stays(_ x: Int, _ y: Int, _ time: Int64) -> Bool {
    guard x < width, y < height else { return false }
    let window = time / windowMicroseconds - (time % windowMicroseconds < 0 ? 1 : 0)
    var pixel = pixels[y * width + x]
    if window != pixel.window {
      pixel.wasHot = pixel.count > limit && window == pixel.window &+ 1
      (pixel.window, pixel.count) = (window, 0)
    }
    pixel.count += 1
    pixels[y * width + x] = pixel
    return !pixel.wasHot && pixel.count <= limit
  }
}
