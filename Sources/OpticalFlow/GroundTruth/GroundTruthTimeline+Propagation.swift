import Tensors

extension GroundTruthTimeline {
  /// The displacement between two times, by moving every pixel through the maps.
  ///
  /// Zhu et al., "EV-FlowNet" (RSS 2018), as their evaluation does it:
  /// - where the window is shorter than the interval that it starts in: that interval's map times
  ///   `(end − start) / (t[k+1] − t[k])`, also where the window reaches into the next interval;
  /// - else a position p starts at each pixel and goes, for each interval that the window touches,
  ///   `p ← p + s · map(round(p))`, s the part of the interval that lies in the window; round goes to the nearest pixel,
  ///   halves to the even one; outside of the map the displacement is 0. The result is the way gone.
  ///
  /// A component is 0, which means unknown, where it was 0 in any of the maps on the way. Positions are rounded to
  /// single precision after each step, as there: they decide which pixel is looked up.
  ///
  /// Cost: one pass over a picture for each interval, and the reading of its map.
  ///
  /// - Parameters:
  ///   - start: The beginning of the window in seconds, on the clock of ``timestamps``.
  ///   - end: Its end, after `start`.
  /// - Returns: `[2, height, width]` in pixels.
  /// - Throws: ``GroundTruthError/notCovered(start:end:first:last:)`` where the maps do not reach from `start` to `end`,
  ///   and what reading a map throws.
  public func displacement(from start: Double, to end: Double) throws -> Tensor<Float> {
    precondition(end > start, "A window ends after its start, not at \(end) s after \(start) s.")
    guard let first = interval(holding: start), end <= span.upperBound else {
      throw GroundTruthError.notCovered(start: start, end: end, first: span.lowerBound, last: span.upperBound)
    }
    let length = timestamps[first + 1] - timestamps[first]
    if length > end - start {
      return try map(first).map { Float($0 * (end - start) / length) }
    }
    var paths = PixelPaths(shape: try map(first).shape)
    paths.advance(through: try map(first), scale: (timestamps[first + 1] - start) / length)
    var index = first + 1
    // The window may be the last interval, as that of exact pictures is.
    guard index + 1 < timestamps.count else { return paths.displacement }
    while timestamps[index + 1] < end {
      paths.advance(through: try map(index), scale: 1)
      index += 1
    }
    let last = timestamps[index + 1] - timestamps[index]
    paths.advance(through: try map(index), scale: (end - timestamps[index]) / last)
    return paths.displacement
  }
}

/// Where each pixel of a picture has gone.
private struct PixelPaths {
  private let (height, width): (Int, Int)
  private var x: [Float]
  private var y: [Float]
  private var knowsX: [Bool]
  private var knowsY: [Bool]

  init(shape: [Int]) {
    (height, width) = (shape[1], shape[2])
    let (height, width) = (height, width)
    x = (0..<height * width).map { Float($0 % width) }
    y = (0..<height * width).map { Float($0 / width) }
    knowsX = Array(repeating: true, count: height * width)
    knowsY = knowsX
  }

  mutating func advance(through map: Tensor<Double>, scale: Double) {
    let pixels = height * width
    map.withUnsafeBufferPointer { map in
      for pixel in 0..<pixels {
        let column = x[pixel].rounded(.toNearestOrEven)
        let row = y[pixel].rounded(.toNearestOrEven)
        var (u, v) = (0.0, 0.0)
        // A comparison with a number that is not one fails, too.
        if column >= 0, column < Float(width), row >= 0, row < Float(height) {
          let place = Int(row) * width + Int(column)
          (u, v) = (map[place], map[pixels + place])
        }
        if u == 0 { knowsX[pixel] = false }
        if v == 0 { knowsY[pixel] = false }
        x[pixel] = Float(Double(x[pixel]) + u * scale)
        y[pixel] = Float(Double(y[pixel]) + v * scale)
      }
    }
  }

  var displacement: Tensor<Float> {
    let pixels = height * width
    return Tensor(unsafeUninitializedShape: [2, height, width]) { out in
      for pixel in 0..<pixels {
        out.initializeElement(at: pixel, to: knowsX[pixel] ? x[pixel] - Float(pixel % width) : 0)
        out.initializeElement(at: pixels + pixel, to: knowsY[pixel] ? y[pixel] - Float(pixel / width) : 0)
      }
    }
  }
}
