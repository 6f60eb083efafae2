/// Keeps the events that lie on a sensor, and counts the others.
public struct SensorFilter: EventFilter {
  /// The sensor's columns and rows.
  public let width: Int, height: Int
  /// The events so far that lay outside.
  public private(set) var droppedCount = 0

  /// Keeps the events of columns `0..<width` and rows `0..<height`.
  public init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  /// Applies the rule. Cost: one pass over the places; a batch that lies on the sensor is not touched.
  public mutating func apply(to batch: inout EventBatch) {
    if outsideCount(in: batch) == 0 { return }
    let before = batch.count
    batch.keep { [width, height] in Int($0.x[$1]) < width && Int($0.y[$1]) < height }
    droppedCount += before - batch.count
  }

  /// Counts the events outside, and changes nothing.
  public mutating func count(_ batch: EventBatch) { droppedCount += outsideCount(in: batch) }

  private func outsideCount(in batch: EventBatch) -> Int {
    let (lastX, lastY) = (UInt16(clamping: width - 1), UInt16(clamping: height - 1))
    return batch.withColumns { columns in
      var outside: UInt32 = 0
      var index = 0
      while index < batch.count {
        outside &+= columns.x[index] > lastX || columns.y[index] > lastY ? 1 : 0
        index &+= 1
      }
      return Int(outside)
    }
  }
}
