import Foundation

/// The events of one cell and polarity by pixel, with decaying sums that make a sum over any time two look-ups.
///
/// With C(k) = Σ exp(−(t(k) − t(j)) / τ) over j ≤ k of a pixel, the sum over its events after a up to k, seen from t, is
/// exp(−(t − t(k)) / τ) C(k) − exp(−(t − t(a)) / τ) C(a).
struct CellPixels {
  private let cell: Int
  private let decayMicroseconds: Double
  /// Where each pixel's events begin, and the end.
  private var starts: [Int]
  private var times: [Int64] = []
  private var sums: [Double] = []
  /// For each pixel, the first event that is not before the time asked for last, and the first not before its memory.
  private var newest: [Int]
  private var oldest: [Int]

  init(cell: Int, decayMicroseconds: Double) {
    self.cell = cell
    self.decayMicroseconds = decayMicroseconds
    starts = Array(repeating: 0, count: cell * cell + 1)
    newest = Array(repeating: 0, count: cell * cell)
    oldest = newest
  }

  /// Takes events in the order of time, in place of those that were there.
  mutating func begin(_ events: ArraySlice<CellMemories.Entry>) {
    for pixel in starts.indices { starts[pixel] = 0 }
    for event in events { starts[pixel(event) + 1] += 1 }
    for pixel in 1..<starts.count { starts[pixel] += starts[pixel - 1] }
    for pixel in newest.indices { newest[pixel] = starts[pixel] }
    if times.count < events.count {
      times = Array(repeating: 0, count: events.count)
      sums = Array(repeating: 0, count: events.count)
    }
    for event in events {
      let pixel = pixel(event)
      let place = newest[pixel]
      let rest = place > starts[pixel] ? sums[place - 1] * decay(from: times[place - 1], to: event.time) : 0
      times[place] = event.time
      sums[place] = rest + 1
      newest[pixel] += 1
    }
    for pixel in newest.indices {
      newest[pixel] = starts[pixel]
      oldest[pixel] = starts[pixel]
    }
  }

  /// The decayed sum of a pixel's events from `start` on and before `time`; times must not decrease from call to call.
  mutating func sum(_ pixel: Int, before time: Int64, since start: Int64) -> Double {
    let (first, end) = (starts[pixel], starts[pixel + 1])
    var (new, old) = (newest[pixel], oldest[pixel])
    while new < end && times[new] < time { new += 1 }
    while old < new && times[old] < start { old += 1 }
    (newest[pixel], oldest[pixel]) = (new, old)
    if new == old { return 0 }
    let all = sums[new - 1] * decay(from: times[new - 1], to: time)
    return old == first ? all : all - sums[old - 1] * decay(from: times[old - 1], to: time)
  }

  private func pixel(_ event: CellMemories.Entry) -> Int { Int(event.y) * cell + Int(event.x) }

  private func decay(from earlier: Int64, to later: Int64) -> Double {
    exp(-Double(later - earlier) / decayMicroseconds)
  }
}
