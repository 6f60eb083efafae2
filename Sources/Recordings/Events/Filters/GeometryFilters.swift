/// Mirrors, turns and transposes a picture.
public struct GeometryFilter: EventFilter {
  /// What is done to the picture.
  public enum Operation: Sendable, CaseIterable {
    /// x becomes W−1−x.
    case flipX
    /// y becomes H−1−y.
    case flipY
    /// (x, y) becomes (H−1−y, x): a quarter turn clockwise.
    case rotate90
    /// (x, y) becomes (W−1−x, H−1−y).
    case rotate180
    /// (x, y) becomes (y, W−1−x): a quarter turn anticlockwise.
    case rotate270
    /// (x, y) becomes (y, x).
    case transpose
  }

  /// What is done.
  public let operation: Operation
  /// The sensor's columns and rows before it. Events outside are dropped.
  public let width: Int, height: Int

  /// Changes pictures of `width` columns and `height` rows.
  public init(_ operation: Operation, width: Int, height: Int) {
    precondition(
      (1...65536).contains(width) && (1...65536).contains(height), "A sensor has 1 to 65536 columns and rows.")
    (self.operation, self.width, self.height) = (operation, width, height)
  }

  /// The sensor's columns and rows afterwards.
  public var size: (width: Int, height: Int) {
    switch operation {
    case .flipX, .flipY, .rotate180: (width, height)
    case .rotate90, .rotate270, .transpose: (height, width)
    }
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let (lastX, lastY) = (UInt16(width - 1), UInt16(height - 1))
    batch.keep { $0.x[$1] <= lastX && $0.y[$1] <= lastY }
    let operation = operation
    batch.edit { events, count in
      for index in 0..<count {
        let (x, y) = (events.x[index], events.y[index])
        (events.x[index], events.y[index]) =
          switch operation {
          case .flipX: (lastX &- x, y)
          case .flipY: (x, lastY &- y)
          case .rotate90: (lastY &- y, x)
          case .rotate180: (lastX &- x, lastY &- y)
          case .rotate270: (y, lastX &- x)
          case .transpose: (y, x)
          }
      }
      return count
    }
  }
}

/// Moves events to a sensor of another size: x becomes ⌊x·W'/W⌋, y ⌊y·H'/H⌋. No event is dropped but those outside.
public struct RescaleFilter: EventFilter {
  /// The size before.
  public let width: Int, height: Int
  /// The size afterwards.
  public let newWidth: Int, newHeight: Int

  /// Rescales from one size to another.
  public init(width: Int, height: Int, newWidth: Int, newHeight: Int) {
    precondition(
      [width, height, newWidth, newHeight].allSatisfy { (1...65536).contains($0) },
      "A sensor has 1 to 65536 columns and rows.")
    (self.width, self.height, self.newWidth, self.newHeight) = (width, height, newWidth, newHeight)
  }

  /// Applies the rule.
  public mutating func apply(to batch: inout EventBatch) {
    let (width, height, newWidth, newHeight) = (width, height, newWidth, newHeight)
    batch.keep { Int($0.x[$1]) < width && Int($0.y[$1]) < height }
    batch.edit { events, count in
      for index in 0..<count {
        events.x[index] = UInt16(truncatingIfNeeded: Int(events.x[index]) * newWidth / width)
        events.y[index] = UInt16(truncatingIfNeeded: Int(events.y[index]) * newHeight / height)
      }
      return count
    }
  }
}
