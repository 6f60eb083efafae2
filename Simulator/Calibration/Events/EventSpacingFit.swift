import Foundation
import Recordings

/// Finds how far apart the events of every pixel are while the logarithm of the light goes in straight lines, up and down.
///
/// Between two events of one polarity in a row light has changed by one threshold. Rows end where the polarity changes and
/// where two events are nearer or farther than pixels differ, as noise makes them; over all rows of a pixel a straight
/// line through times by number gives the spacing, and what is left over its standard error. Memory: 136 bytes a pixel.
public struct EventSpacingFit: Sendable {
  /// The size of the sensor.
  public let size: SensorSize
  private let usual: (on: Double, off: Double)
  private var rows: [Row]
  private var sums: (on: [Sums], off: [Sums])

  /// Intervals from so much of the usual one up to so much are looked at.
  private static let range = 0.5...1.7

  /// A row of events under way, in microseconds from its first.
  private struct Row {
    var start: Int64 = 0
    var last: Int64 = .min
    var isOn = false
    var count: Int32 = 0
    var time = 0.0
    var timeSquared = 0.0
    var product = 0.0
  }

  private struct Sums {
    var numbers = 0.0
    var product = 0.0
    var times = 0.0
    /// How many events there are more than rows.
    var intervals: Int32 = 0
  }

  /// Prepares for a recording.
  ///
  /// - Parameter usual: The usual spacings of both polarities, in microseconds; see ``EventIntervals``.
  public init(size: SensorSize, usual: (on: Double, off: Double)) {
    (self.size, self.usual) = (size, usual)
    let count = size.width * size.height
    rows = Array(repeating: Row(), count: count)
    sums = (Array(repeating: Sums(), count: count), Array(repeating: Sums(), count: count))
  }

  /// Takes events, all of them on the sensor, in order of time.
  public mutating func add(_ batch: EventBatch) {
    let width = size.width
    batch.withColumns { columns in
      for index in 0..<batch.count {
        add(Int(columns.y[index]) * width + Int(columns.x[index]), columns.t[index], isOn: columns.p[index] != 0)
      }
    }
  }

  private mutating func add(_ pixel: Int, _ time: Int64, isOn: Bool) {
    let last = rows[pixel].last
    if last != .min {
      let distance = Double(time - last) / (isOn ? usual.on : usual.off)
      if rows[pixel].isOn != isOn || !Self.range.contains(distance) { end(pixel) }
    }
    if rows[pixel].count == 0 { rows[pixel].start = time }
    let (number, own) = (Double(rows[pixel].count), Double(time - rows[pixel].start))
    rows[pixel].time += own
    rows[pixel].timeSquared += own * own
    rows[pixel].product += number * own
    rows[pixel].count += 1
    rows[pixel].last = time
    rows[pixel].isOn = isOn
  }

  private mutating func end(_ pixel: Int) {
    let row = rows[pixel]
    rows[pixel] = Row()
    let count = Double(row.count)
    if row.count < 2 { return }
    let middle = (count - 1) / 2
    func fold(_ sum: inout Sums) {
      sum.numbers += count * (count * count - 1) / 12
      sum.product += row.product - middle * row.time
      sum.times += row.timeSquared - row.time * row.time / count
      sum.intervals += row.count - 1
    }
    if row.isOn { fold(&sums.on[pixel]) } else { fold(&sums.off[pixel]) }
  }

  /// The spacings.
  public consuming func finish() -> EventSpacings {
    for pixel in rows.indices where rows[pixel].count > 0 { end(pixel) }
    return EventSpacings(on: sums.on.map(Self.spacing), off: sums.off.map(Self.spacing))
  }

  private static func spacing(_ sums: Sums) -> EventSpacing? {
    // The line needs two intervals to say how far it is off.
    guard sums.intervals >= 2, sums.numbers > 0 else { return nil }
    let spacing = sums.product / sums.numbers
    let freedom = Int(sums.intervals) - 1
    let rest = max(sums.times - spacing * sums.product, 0) / Double(freedom)
    // Whole microseconds.
    let leastVariance = 1.0 / 12
    return EventSpacing(
      microseconds: spacing, error: (max(rest, leastVariance) / sums.numbers).squareRoot(), freedom: freedom)
  }
}
