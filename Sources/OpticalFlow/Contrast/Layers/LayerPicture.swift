import Foundation

/// The picture that weighted events make, `[height, width]`; what lies outside counts as 0.
struct LayerPicture {
  let width: Int
  let height: Int
  private(set) var values: [Float]

  /// Shares each event out between the four pixels around its place.
  ///
  /// - Parameter weights: A weight an event; nil for 1 each.
  init(x: [Float], y: [Float], weights: [Float]?, width: Int, height: Int) {
    precondition(
      x.count == y.count && weights.map { $0.count == x.count } ?? true, "Every event has a place and a weight.")
    (self.width, self.height) = (width, height)
    values = Array(repeating: 0, count: width * height)
    values.withUnsafeMutableBufferPointer { values in
      for index in x.indices {
        // A picture's width beyond it is far enough, and can be written as an integer.
        let px = min(max(x[index], -2), Float(width) + 1)
        let py = min(max(y[index], -2), Float(height) + 1)
        let (left, top) = (px.rounded(.down), py.rounded(.down))
        let (column, row) = (Int(left), Int(top))
        guard column >= -1, row >= -1, column < width, row < height else { continue }
        let (fx, fy) = (px - left, py - top)
        let weight = weights.map { $0[index] } ?? 1
        for (dy, wy) in [(0, (1 - fy) * weight), (1, fy * weight)] where row + dy >= 0 && row + dy < height {
          let start = (row + dy) * width
          if column >= 0 { values[start + column] += (1 - fx) * wy }
          if column + 1 < width { values[start + column + 1] += fx * wy }
        }
      }
    }
  }

  private init(_ picture: LayerPicture, _ values: [Float]) {
    (width, height, self.values) = (picture.width, picture.height, values)
  }

  /// The squares of the values.
  var squared: LayerPicture { LayerPicture(self, values.map { $0 * $0 }) }

  /// The sum of the squares.
  var energy: Double { values.reduce(0) { $0 + Double($1) * Double($1) } }

  /// The value of the pixel that a place lies in; 0 outside.
  @inline(__always)
  func value(_ x: Float, _ y: Float) -> Float {
    guard x > -0.5, y > -0.5, x < Float(width) - 0.5, y < Float(height) - 0.5 else { return 0 }
    return values[Int(y + 0.5) * width + Int(x + 0.5)]
  }

  /// Half the difference of the pixels beside the one that a place lies in; 0 at the border and outside.
  @inline(__always)
  func slope(_ x: Float, _ y: Float) -> (x: Float, y: Float) {
    guard x >= 0.5, y >= 0.5, x < Float(width) - 1.5, y < Float(height) - 1.5 else { return (0, 0) }
    let pixel = Int(y + 0.5) * width + Int(x + 0.5)
    return (
      (values[pixel + 1] - values[pixel - 1]) / 2, (values[pixel + width] - values[pixel - width]) / 2
    )
  }

  /// Blurred with a Gaussian, cut off at twice its deviation.
  func blurred(_ deviation: Double) -> LayerPicture {
    let reach = max(1, Int(2 * deviation + 0.5))
    let shape = (-reach...reach).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = shape.reduce(0, +)
    let taps = shape.map { Float($0 / sum) }
    var (across, result) = ([Float](repeating: 0, count: values.count), [Float](repeating: 0, count: values.count))
    values.withUnsafeBufferPointer { values in
      across.withUnsafeMutableBufferPointer { across in
        for (number, tap) in taps.enumerated() {
          let shift = number - reach
          for y in 0..<height {
            for x in max(0, -shift)..<max(max(0, -shift), min(width, width - shift)) {
              across[y * width + x] += tap * values[y * width + x + shift]
            }
          }
        }
      }
    }
    across.withUnsafeBufferPointer { across in
      result.withUnsafeMutableBufferPointer { result in
        for y in 0..<height {
          for (number, tap) in taps.enumerated() {
            let from = y + number - reach
            guard from >= 0, from < height else { continue }
            for x in 0..<width { result[y * width + x] += tap * across[from * width + x] }
          }
        }
      }
    }
    return LayerPicture(self, result)
  }
}
