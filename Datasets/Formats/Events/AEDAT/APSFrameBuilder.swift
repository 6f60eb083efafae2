import Recordings
import Tensors

/// Puts pictures together from the readouts of a DAVIS: every pixel is read once after its reset and once after its
/// exposure, and is as bright as its voltage fell between.
///
/// A picture ends where the next begins or when every pixel of the sensor was read. One of a part of the sensor is taken as
/// such where both readouts are of the same rectangle, and the picture before it was of that, too: others began before the
/// file or were cut off.
struct APSFrameBuilder {
  /// The pictures that were not whole.
  private(set) var incompleteCount = 0
  /// The readouts outside of the sensor.
  private(set) var outsideCount = 0
  private let width: Int
  private let height: Int
  private var resets: Readout
  private var signals: Readout
  /// The part of the sensor that the last picture of a part was of.
  private var part: (columns: ClosedRange<Int>, rows: ClosedRange<Int>)?

  /// One readout of the sensor.
  private struct Readout {
    /// By pixel; ``unread`` where there is none.
    var levels: [UInt16]
    var count = 0
    var times: ClosedRange<Int64> = 0...0
    var columns: ClosedRange<Int> = 0...0
    var rows: ClosedRange<Int> = 0...0
    private var last = (x: 0, y: 0)

    static let unread = UInt16.max

    init(pixels: Int) { levels = [UInt16](repeating: Self.unread, count: pixels) }

    mutating func add(_ level: UInt16, x: Int, y: Int, width: Int, time: Int64) {
      levels[y * width + x] = level
      if count == 0 {
        (times, columns, rows) = (time...time, x...x, y...y)
      } else {
        times = min(times.lowerBound, time)...max(times.upperBound, time)
        columns = min(columns.lowerBound, x)...max(columns.upperBound, x)
        rows = min(rows.lowerBound, y)...max(rows.upperBound, y)
      }
      last = (x, y)
      count += 1
    }

    /// Whether a pixel does not follow the last one, neither in its column nor in the next: a readout begins anew.
    func jumps(to x: Int, _ y: Int) -> Bool { count > 0 && abs(x - last.x) > 1 && abs(y - last.y) > 1 }

    mutating func clear() {
      if count == 0 { return }
      for index in levels.indices { levels[index] = Self.unread }
      count = 0
    }
  }

  /// Prepares for a sensor. Addresses reach no farther than 1024x512.
  init(width: Int, height: Int) {
    (self.width, self.height) = (min(max(width, 1), 1 << 10), min(max(height, 1), 1 << 9))
    resets = Readout(pixels: self.width * self.height)
    signals = Readout(pixels: self.width * self.height)
  }

  /// The last picture that was completed, with its pixels where they are wanted.
  struct Picture {
    var time: FrameTime
    var size: SensorSize
    var frame: RecordedFrame?
  }

  /// Takes one readout of a pixel; the picture that it completes, or that ended before it.
  ///
  /// - Parameters:
  ///   - level: 10 bits.
  ///   - withPixels: Whether pixels are wanted.
  mutating func add(
    x: Int, y: Int, level: UInt16, isSignal: Bool, time: Int64, withPixels: Bool
  ) -> Picture? {
    guard x >= 0, y >= 0, x < width, y < height else {
      outsideCount += 1
      return nil
    }
    let place = y * width + x
    var ended: Picture?
    let isRead = signals.levels[place] != Readout.unread
    let beginsAnew =
      isSignal
      ? signals.jumps(to: x, y)
      : resets.levels[place] != Readout.unread || resets.jumps(to: x, y) || (resets.count == 0 && signals.count > 0)
    if isRead || beginsAnew { ended = finish(withPixels: withPixels) }
    if isSignal {
      signals.add(level, x: x, y: y, width: width, time: time)
      // All of the sensor: a picture that ended here cannot have ended before, too.
      if signals.count == width * height { return finish(withPixels: withPixels) ?? ended }
    } else {
      resets.add(level, x: x, y: y, width: width, time: time)
    }
    return ended
  }

  /// Ends the picture; nil where there is none that is whole.
  mutating func finish(withPixels: Bool) -> Picture? {
    defer {
      resets.clear()
      signals.clear()
    }
    if resets.count == 0 && signals.count == 0 { return nil }
    let isFull = signals.count == width * height
    let isRectangle = signals.count == signals.columns.count * signals.rows.count
    let haveSameShape =
      resets.count == signals.count && resets.columns == signals.columns && resets.rows == signals.rows
    let isWhole = signals.count > 0 && (isFull && resets.count == 0 || isRectangle && haveSameShape)
    let isExpected = part.map { $0 == (signals.columns, signals.rows) } ?? false
    part = isWhole && !isFull ? (signals.columns, signals.rows) : nil
    guard isWhole, isFull || isExpected else {
      incompleteCount += 1
      return nil
    }
    let size = SensorSize(width: signals.columns.count, height: signals.rows.count)
    return Picture(time: exposure, size: size, frame: withPixels ? frame() : nil)
  }

  /// The time in which all pixels were exposed: from the last reset to the first signal. With a rolling shutter and an
  /// exposure shorter than a readout there is none, and it is the time in which any was. The middle is the same.
  private var exposure: FrameTime {
    if resets.count == 0 { return FrameTime(signals.times.lowerBound) }
    if resets.times.upperBound <= signals.times.lowerBound {
      return FrameTime(startMicroseconds: resets.times.upperBound, endMicroseconds: signals.times.lowerBound)
    }
    return FrameTime(startMicroseconds: resets.times.lowerBound, endMicroseconds: signals.times.upperBound)
  }

  /// The fall of the voltage in the upper 10 of 16 bits; without resets that from the highest level.
  private func frame() -> RecordedFrame {
    let (columns, rows) = (signals.columns, signals.rows)
    let pixels = Tensor<UInt16>(unsafeUninitializedShape: [rows.count, columns.count]) { target in
      var place = 0
      for row in rows {
        for column in columns {
          let pixel = row * width + column
          let reset = resets.count == 0 ? JAERSampleSource.highestLevel : resets.levels[pixel]
          let signal = signals.levels[pixel]
          target.initializeElement(at: place, to: (reset > signal ? reset - signal : 0) << 6)
          place += 1
        }
      }
    }
    return RecordedFrame(time: exposure, pixels: .uint16(pixels), x: columns.lowerBound, y: rows.lowerBound)
  }
}
