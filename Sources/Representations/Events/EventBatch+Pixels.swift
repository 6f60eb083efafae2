import Recordings

extension EventBatch {
  /// Calls `body` for every event inside of a picture: its pixel in row-major order, its time, whether it is on.
  ///
  /// - Returns: How many events lie outside.
  @inline(__always)
  func forEachPixel(
    in volume: SpaceTimeWindow, _ range: Range<Int>? = nil, _ body: (_ pixel: Int, _ time: Int64, _ isOn: Bool) -> Void
  ) -> Int {
    let (width, height) = (volume.width, volume.height)
    return withColumns { columns in
      var outside = 0
      for index in range ?? 0..<count {
        let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
        if x < width && y < height {
          body(y * width + x, columns.t[index], columns.p[index] != 0)
        } else {
          outside += 1
        }
      }
      return outside
    }
  }
}
