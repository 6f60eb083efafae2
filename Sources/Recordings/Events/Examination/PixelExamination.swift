/// What is odd about the places of a recording: outside of the sensor, axes exchanged, pixels that fire far too often.
struct PixelExamination {
  /// The first event outside of the sensor.
  struct Outside: Hashable {
    var place: EventPlace
    var x: UInt16
    var y: UInt16
  }

  /// A pixel and its number of events.
  struct Pixel: Hashable {
    var x: Int
    var y: Int
    var count: Int
  }

  /// The sensor that the recording or its user states, or nil.
  let size: (width: Int, height: Int)?
  /// The events outside of the stated sensor, or of the largest usual one where none is stated.
  private(set) var outside = 0
  private(set) var firstOutside: Outside?
  /// The events that would be outside were columns and rows exchanged.
  private(set) var outsideExchanged = 0
  private var count = 0
  /// How far the events reach where no sensor is stated.
  private var extent: EventExtent?
  private var counts: [UInt32] = []
  private let width: Int
  private let height: Int

  private static let largestCountedSide = 4096

  init(size: (width: Int, height: Int)?) {
    self.size = size
    (width, height) = size ?? EventStatistics.largestStandardSensor
    extent = size == nil ? EventExtent() : nil
    if width <= Self.largestCountedSide && height <= Self.largestCountedSide {
      counts = [UInt32](repeating: 0, count: width * height)
    }
  }

  /// Adds the next events. Cost: one count a pixel in memory, and one increment an event.
  mutating func add(_ batch: EventBatch, _ summary: EventBatchSummary) {
    let (width, height) = (width, height)
    extent?.add(batch)
    batch.withColumns { columns in
      let (x, y) = (columns.x, columns.y)
      let fits = Int(summary.largestX) < width && Int(summary.largestY) < height
      if fits && !counts.isEmpty {
        counts.withUnsafeMutableBufferPointer { counts in
          for index in 0..<batch.count { counts[Int(y[index]) &* width &+ Int(x[index])] &+= 1 }
        }
      } else if !fits {
        addChecked(columns, batch.count)
      }
      let short = min(width, height)
      if size != nil && !(Int(summary.largestX) < short && Int(summary.largestY) < short) {
        for index in 0..<batch.count where Int(x[index]) >= height || Int(y[index]) >= width { outsideExchanged += 1 }
      }
    }
    count += batch.count
  }

  private mutating func addChecked(_ columns: EventColumns, _ number: Int) {
    for index in 0..<number {
      let (x, y) = (columns.x[index], columns.y[index])
      if Int(x) < width && Int(y) < height {
        if !counts.isEmpty { counts[Int(y) * width + Int(x)] &+= 1 }
      } else {
        if outside == 0 {
          let place = EventPlace(index: count + index, timeMicroseconds: columns.t[index])
          firstOutside = Outside(place: place, x: x, y: y)
        }
        outside += 1
      }
    }
  }

  /// The smallest usual sensor that holds all events but those that lie wildly far out, where no sensor is stated and
  /// there are such; else nil.
  var likelySize: (width: Int, height: Int)? {
    guard let extent, extent.hasWild else { return nil }
    return extent.smallestStandardSensor
  }

  /// Whether a hundredth of the events or more lie outside of the stated sensor, and hardly any were the axes exchanged.
  var axesAreExchanged: Bool {
    size != nil && outside > 0 && outside * 100 >= count && outsideExchanged * 100 < outside
  }

  /// Pixels with at least a hundred events, more than a hundred times the median of the pixels that fired, and more than
  /// twenty times the median of the pixels around them. The hottest come first.
  var hotPixels: [Pixel] {
    let active = counts.filter { $0 > 0 }.sorted()
    guard !active.isEmpty else { return [] }
    let limit = max(100, 100 * active[active.count / 2])
    return counts.indices.filter { counts[$0] >= limit && counts[$0] / 20 > neighborhood(of: $0) }
      .map { Pixel(x: $0 % width, y: $0 / width, count: Int(counts[$0])) }
      .sorted { $0.count > $1.count }
  }

  /// The median of the counts around a pixel.
  private func neighborhood(of pixel: Int) -> UInt32 {
    let (x, y) = (pixel % width, pixel / width)
    var around: [UInt32] = []
    for row in max(0, y - 1)...min(height - 1, y + 1) {
      for column in max(0, x - 1)...min(width - 1, x + 1) where row != y || column != x {
        around.append(counts[row * width + column])
      }
    }
    around.sort()
    return around.isEmpty ? 0 : around[around.count / 2]
  }
}
