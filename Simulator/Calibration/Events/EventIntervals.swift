import Foundation
import Recordings

/// The intervals between two events of one polarity in a row of one pixel, over all pixels, a histogram in steps of 2 %, and
/// the shortest of any two events.
public struct EventIntervals: Sendable {
  private static let binsOfE = 50.0
  private let width: Int
  private var last: [Int64]
  private var wasOn: [Bool]
  private var on = Array(repeating: 0, count: 1500)
  private var off = Array(repeating: 0, count: 1500)
  private var all = Array(repeating: 0, count: 1500)

  /// Starts with none.
  public init(size: SensorSize) {
    width = size.width
    last = Array(repeating: .min, count: size.width * size.height)
    wasOn = Array(repeating: false, count: last.count)
  }

  /// Takes events, all of them on the sensor, in order of time.
  public mutating func add(_ batch: EventBatch) {
    batch.withColumns { columns in
      for index in 0..<batch.count {
        let pixel = Int(columns.y[index]) * width + Int(columns.x[index])
        let (time, isOn) = (columns.t[index], columns.p[index] != 0)
        if last[pixel] != .min {
          let bin = min(max(Int(log(Double(max(time - last[pixel], 1))) * Self.binsOfE), 0), all.count - 1)
          all[bin] += 1
          if isOn == wasOn[pixel] { if isOn { on[bin] += 1 } else { off[bin] += 1 } }
        }
        (last[pixel], wasOn[pixel]) = (time, isOn)
      }
    }
  }

  /// The middle intervals of both polarities, in microseconds; nil where one has none.
  public var usual: (on: Double, off: Double)? {
    guard let on = Self.quantile(0.5, of: on), let off = Self.quantile(0.5, of: off) else { return nil }
    return (on, off)
  }

  /// The interval below which one in a thousand lies, in microseconds; nil where there is none.
  public var shortest: Double? { Self.quantile(0.001, of: all) }

  private static func quantile(_ share: Double, of bins: [Int]) -> Double? {
    let total = bins.reduce(0, +)
    if total == 0 { return nil }
    var sum = 0
    for (bin, count) in bins.enumerated() {
      sum += count
      if Double(sum) >= share * Double(total) { return exp((Double(bin) + 0.5) / binsOfE) }
    }
    return nil
  }
}
