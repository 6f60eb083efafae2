import Recordings

/// The events of every pixel in a recording, counted by polarity while it is read.
public struct EventTally: Sendable {
  /// The size of the sensor.
  public let size: SensorSize
  /// The counts, row by row.
  public private(set) var on: [Int32]
  /// Likewise.
  public private(set) var off: [Int32]
  /// The time of the first event and of the last, in microseconds; nil where there is none.
  public private(set) var span: ClosedRange<Int64>?

  /// Starts with none.
  public init(size: SensorSize) {
    self.size = size
    on = Array(repeating: 0, count: size.width * size.height)
    off = on
  }

  /// Counts events, all of them on the sensor.
  public mutating func add(_ batch: EventBatch) {
    let width = size.width
    batch.withColumns { columns in
      for index in 0..<batch.count {
        let place = Int(columns.y[index]) * width + Int(columns.x[index])
        if columns.p[index] != 0 { on[place] &+= 1 } else { off[place] &+= 1 }
        let time = columns.t[index]
        if let span, span.contains(time) { continue }
        span = min(span?.lowerBound ?? time, time)...max(span?.upperBound ?? time, time)
      }
    }
  }

  /// From the first event to the last, in seconds.
  public var seconds: Double { span.map { Double($0.upperBound - $0.lowerBound) / 1e6 } ?? 0 }
}
