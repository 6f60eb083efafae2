import Files
import Recordings
import Tensors

/// Where the pixels of a raw sensor lie in the rectified picture: DSEC's `rectify_map.h5`.
///
/// The dataset `rectify_map` is float32 `[height, width, 2]`: x and y in the rectified picture, without distortion, of each
/// pixel of the sensor. DSEC's flow is that of the rectified picture.
///
/// - SeeAlso: Gehrig et al., "DSEC: A Stereo Event Camera Dataset for Driving Scenarios", RA-L 2021.
public struct RectificationMap: Sendable {
  /// The path as given, for messages.
  public let path: String
  /// x and y of each pixel, `[height, width, 2]`.
  public let places: Tensor<Float>

  private static let name = "rectify_map"
  private static let largestSide = 1 << 14

  /// Reads a map.
  ///
  /// - Throws: `FileError` where there is no such file, or it holds no map.
  public init(path: String) throws {
    let array = try HDF5Array(path: path, dataset: Self.name)
    guard array.shape.count == 3, array.shape[2] == 2, array.shape.allSatisfy({ (1...Self.largestSide).contains($0) })
    else { throw array.error("its shape \(array.shape) is none of a map, which is [height, width, 2]") }
    let rowCount = Shape.count(array.frameShape)
    let places = try Tensor<Float>(unsafeUninitializedShape: array.shape) { target in
      for row in 0..<array.count {
        try array.floatFrame(row).withUnsafeBufferPointer { source in
          for index in 0..<rowCount { target.initializeElement(at: row * rowCount + index, to: source[index]) }
        }
      }
    }
    self.init(places, path: path)
  }

  /// Takes a map from memory.
  ///
  /// - Precondition: The shape is `[height, width, 2]`.
  public init(_ places: Tensor<Float>, path: String = "rectification map") {
    precondition(places.rank == 3 && places.shape[2] == 2, "A map has the shape [height, width, 2].")
    self.places = places
    self.path = path
  }

  /// The height of the sensor in pixels.
  public var height: Int { places.shape[0] }
  /// The width of the sensor in pixels.
  public var width: Int { places.shape[1] }

  /// Writes where events lie in the rectified picture, fractions of pixels and places outside of it included.
  ///
  /// Cost: about a nanosecond an event; nothing is allocated.
  ///
  /// - Parameters:
  ///   - x: Gets the columns, as many as there are events or more.
  ///   - y: Gets the rows.
  /// - Throws: `FileError` where an event lies outside of the sensor.
  public func rectify(
    _ events: EventBatch, x: UnsafeMutableBufferPointer<Float>, y: UnsafeMutableBufferPointer<Float>
  ) throws {
    precondition(x.count >= events.count && y.count >= events.count, "There is a place for each event.")
    try requireInside(events)
    guard let x = x.baseAddress, let y = y.baseAddress else { return }
    let width = width
    events.withColumns { columns in
      places.withUnsafeBufferPointer { places in
        guard let places = places.baseAddress else { return }
        for index in 0..<events.count {
          let place = places + 2 * (Int(columns.y[index]) * width + Int(columns.x[index]))
          x[index] = place[0]
          y[index] = place[1]
        }
      }
    }
  }

  /// Where events lie in the rectified picture.
  ///
  /// - Throws: `FileError` where an event lies outside of the sensor.
  public func rectified(_ events: EventBatch) throws -> (x: [Float], y: [Float]) {
    var (x, y) = ([Float](repeating: 0, count: events.count), [Float](repeating: 0, count: events.count))
    try x.withUnsafeMutableBufferPointer { x in
      try y.withUnsafeMutableBufferPointer { y in try rectify(events, x: x, y: y) }
    }
    return (x, y)
  }

  /// Moves events to the nearest pixels of the rectified picture, halves to the even one, and drops those outside of it,
  /// which has the sensor's size.
  ///
  /// - Returns: How many were dropped.
  /// - Throws: `FileError` where an event lies outside of the sensor.
  @discardableResult
  public func round(_ events: inout EventBatch) throws -> Int {
    try requireInside(events)
    let before = events.count
    let (width, height) = (width, height)
    places.withUnsafeBufferPointer { places in
      events.edit { columns, count in
        var kept = 0
        for index in 0..<count {
          let place = 2 * (Int(columns.y[index]) * width + Int(columns.x[index]))
          let (x, y) = (places[place], places[place + 1])
          let (column, row) = (Self.nearest(x), Self.nearest(y))
          let isNear = x > -1 && y > -1 && x <= Float(width) && y <= Float(height)
          columns.t[kept] = columns.t[index]
          columns.x[kept] = UInt16(truncatingIfNeeded: column)
          columns.y[kept] = UInt16(truncatingIfNeeded: row)
          columns.p[kept] = columns.p[index]
          kept += isNear && column >= 0 && row >= 0 && column < width && row < height ? 1 : 0
        }
        return kept
      }
    }
    return before - events.count
  }

  /// The nearest whole number to one within ±2²², halves to the even one; any number for others.
  ///
  /// A sum of 2²³ and more has no bits after the point, so that adding rounds; a call for each event would take longer
  /// than the rest.
  @inline(__always)
  private static func nearest(_ place: Float) -> Int {
    Int((place + 0x1.8p23).bitPattern & 0x7f_ffff) - 0x40_0000
  }

  private func requireInside(_ events: EventBatch) throws {
    let (largestX, largestY) = events.withColumns { columns in
      var (x, y) = (UInt16(0), UInt16(0))
      for index in 0..<events.count {
        x = max(x, columns.x[index])
        y = max(y, columns.y[index])
      }
      return (Int(x), Int(y))
    }
    guard largestX < width, largestY < height else {
      throw FileError(
        .badContent, path: path,
        problem: "events at column \(largestX) or row \(largestY) lie outside of its \(width)x\(height) pixels",
        remedy: "take the map of the camera that recorded them")
    }
  }
}
