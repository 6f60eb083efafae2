import Recordings

/// Keeps at most so many events of a recording of any length: all of them, or every second, every fourth, and so on.
///
/// Which are kept depends on their order alone, so that a page is the same however the recording is cut into batches.
public struct EventSampling: Sendable {
  /// The most events that are kept.
  public let limit: Int
  /// The sensor's columns.
  public let width: Int
  /// The sensor's rows.
  public let height: Int
  /// How many events come to one that is kept: a power of two.
  public private(set) var step = 1
  /// The events seen, without those outside of the sensor.
  public private(set) var totalCount = 0
  /// The events outside of the sensor, which are left out.
  public private(set) var outsideCount = 0
  private var kept: [Event] = []
  /// The events that are kept.
  public var keptCount: Int { kept.count }

  /// Keeps nothing yet.
  public init(width: Int, height: Int, limit: Int) {
    precondition(limit > 0, "At least one event is kept.")
    precondition(width > 0 && height > 0, "A sensor has pixels, not \(width)x\(height).")
    self.limit = limit
    self.width = width
    self.height = height
  }

  /// Takes the next events. Cost: one pass; now and then half of those that are kept go.
  public mutating func add(_ batch: EventBatch) {
    batch.withColumns { columns in
      for place in 0..<batch.count {
        guard Int(columns.x[place]) < width, Int(columns.y[place]) < height else {
          outsideCount += 1
          continue
        }
        defer { totalCount += 1 }
        guard totalCount % step == 0 else { continue }
        if kept.count == limit {
          halve()
          guard totalCount % step == 0 else { continue }
        }
        kept.append(
          Event(
            timeMicroseconds: columns.t[place], x: columns.x[place], y: columns.y[place], isOn: columns.p[place] != 0))
      }
    }
  }

  /// The events that are kept, in the order of time; those of one time as they came. Cost: sorts them where they are not.
  public var events: [Event] {
    let isSorted = zip(kept, kept.dropFirst()).allSatisfy { $0.timeMicroseconds <= $1.timeMicroseconds }
    if isSorted { return kept }
    return kept.enumerated().sorted {
      ($0.element.timeMicroseconds, $0.offset) < ($1.element.timeMicroseconds, $1.offset)
    }.map(\.element)
  }

  private mutating func halve() {
    step *= 2
    kept = kept.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
  }
}
