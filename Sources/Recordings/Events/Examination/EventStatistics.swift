/// What one pass over a recording of events tells: counts, times, extent, order.
public struct EventStatistics: Sendable, Hashable {
  /// The number of events.
  public private(set) var count = 0
  /// The events of pixels that became brighter.
  public private(set) var onCount = 0
  /// The time of the first event in microseconds.
  public private(set) var firstMicroseconds: Int64?
  /// The time of the last event in microseconds.
  public private(set) var lastMicroseconds: Int64?
  /// How many events are earlier than the one before.
  public private(set) var stepsBack = 0
  /// The longest step back in microseconds.
  public private(set) var longestStepBack: Int64 = 0
  /// The greatest column.
  public private(set) var largestX: UInt16 = 0
  /// The greatest row.
  public private(set) var largestY: UInt16 = 0

  /// Knows no event yet.
  public init() {}

  /// The events of pixels that became darker.
  public var offCount: Int { count - onCount }
  /// Whether no event is earlier than the one before.
  public var isMonotonic: Bool { stepsBack == 0 }

  /// Adds the next events. Cost: one pass over the columns.
  public mutating func add(_ batch: EventBatch) { add(batch, EventBatchSummary(batch, after: lastMicroseconds)) }

  /// Adds a batch whose summary is known.
  mutating func add(_ batch: EventBatch, _ summary: EventBatchSummary) {
    guard !batch.isEmpty else { return }
    batch.withColumns { columns in
      if !summary.isOrdered {
        var previous = lastMicroseconds ?? columns.t[0]
        for index in 0..<batch.count {
          let time = columns.t[index]
          if time < previous {
            stepsBack += 1
            longestStepBack = max(longestStepBack, previous &- time)
          }
          previous = time
        }
      }
      if firstMicroseconds == nil { firstMicroseconds = columns.t[0] }
      lastMicroseconds = columns.t[batch.count - 1]
    }
    onCount += summary.onCount
    largestX = max(largestX, summary.largestX)
    largestY = max(largestY, summary.largestY)
    count += batch.count
  }

  /// The smallest of the usual sensors that holds every event, or just what is needed where none does.
  public var smallestStandardSensor: (width: Int, height: Int) {
    Self.smallestStandardSensor(holding: (Int(largestX) + 1, Int(largestY) + 1))
  }

  static func smallestStandardSensor(holding extent: (width: Int, height: Int)) -> (width: Int, height: Int) {
    let (width, height) = extent
    return standardSensors.first(where: { $0.width >= width && $0.height >= height }) ?? (width, height)
  }

  /// The largest of the usual sensors.
  static let largestStandardSensor = (width: 1280, height: 720)

  /// From the retina of N-MNIST to the largest sensors sold, by their number of pixels.
  private static let standardSensors: [(width: Int, height: Int)] = [
    (34, 34), (128, 128), (240, 180), (304, 240), (320, 240), (346, 260), (640, 480), largestStandardSensor,
  ]
}
