/// How far the places of a recording reach that does not say its sensor's size, and which of them lie wildly far out.
///
/// A damaged place may claim a sensor of 65,536 x 65,536 pixels. The box of 99.9 % of the events, or of all but one where
/// they are fewer than two thousand, tells what is believed: what lies beyond twice that box, and beyond the largest
/// sensor sold, is wild. Memory: a count for each column and row.
public struct EventExtent: Sendable, Hashable {
  /// The events.
  public private(set) var count = 0
  private var columns = [Int](repeating: 0, count: sides)
  private var rows = [Int](repeating: 0, count: sides)

  private static let sides = 1 << 16
  private static let eventsPerWildOne = 1000

  /// Knows no event yet.
  public init() {}

  /// Adds the next events. Cost: two increments an event.
  public mutating func add(_ batch: EventBatch) {
    batch.withColumns { events in
      columns.withUnsafeMutableBufferPointer { columns in
        for index in 0..<batch.count { columns[Int(events.x[index])] &+= 1 }
      }
      rows.withUnsafeMutableBufferPointer { rows in
        for index in 0..<batch.count { rows[Int(events.y[index])] &+= 1 }
      }
    }
    count += batch.count
  }

  /// The columns and rows that hold every event but the wild ones; 1 by 1 where there is none.
  public var extent: (width: Int, height: Int) {
    (Self.length(of: columns[..<widthLimit]), Self.length(of: rows[..<heightLimit]))
  }

  /// Whether some events lie wildly far out.
  public var hasWild: Bool { Self.length(of: columns[...]) > widthLimit || Self.length(of: rows[...]) > heightLimit }

  /// The smallest of the usual sensors that holds every event but the wild ones, or ``extent`` where none does.
  public var smallestStandardSensor: (width: Int, height: Int) {
    EventStatistics.smallestStandardSensor(holding: extent)
  }

  private var widthLimit: Int { limit(columns, EventStatistics.largestStandardSensor.width) }
  private var heightLimit: Int { limit(rows, EventStatistics.largestStandardSensor.height) }

  /// Twice the side of the box, and no less than that of a sensor that is sold.
  private func limit(_ counts: [Int], _ largestUsual: Int) -> Int {
    var outside = 0
    let allowed = count < 2 ? 0 : max(1, count / Self.eventsPerWildOne)
    guard
      let side = counts.indices.reversed().first(where: { side in
        outside += counts[side]
        return outside > allowed
      })
    else { return Self.sides }
    return min(max(2 * (side + 1), largestUsual), Self.sides)
  }

  private static func length(of counts: ArraySlice<Int>) -> Int { (counts.lastIndex { $0 > 0 } ?? 0) + 1 }
}
