import Recordings

/// Where the events of a batch lie between the pixels: rectified or otherwise moved places, one pair an event.
///
/// Pixel (0, 0) has its centre at (0, 0). Representations that are bilinear in space share an event among its four
/// neighbours; all others put it to the nearest pixel.
public struct EventCoordinates: Sendable {
  /// Columns, in pixels.
  public var x: [Float]
  /// Rows, in pixels.
  public var y: [Float]

  /// Gathers columns of one length.
  public init(x: [Float], y: [Float]) {
    precondition(x.count == y.count, "There are \(x.count) columns, but \(y.count) rows.")
    self.x = x
    self.y = y
  }

  /// The number of places.
  public var count: Int { x.count }

  /// The events at the pixels nearest to these places. Cost: a copy of the events.
  ///
  /// A place further than half a pixel outside of the sensor, or one that is no number, becomes a pixel that no picture
  /// has, so that the event is left out and counted.
  public func nearestPixels(of events: EventBatch) -> EventBatch {
    precondition(count == events.count, "There are \(count) places for \(events.count) events.")
    var moved = events
    moved.edit { columns, count in
      for index in 0..<count {
        columns.x[index] = Self.nearestPixel(x[index])
        columns.y[index] = Self.nearestPixel(y[index])
      }
      return count
    }
    return moved
  }

  private static func nearestPixel(_ place: Float) -> UInt16 {
    let rounded = (place + 0.5).rounded(.down)
    return rounded >= 0 && rounded < Float(UInt16.max) ? UInt16(rounded) : .max
  }
}
