import Kernels

extension FeatureMap {
  /// Every channel at another size, bilinearly in the half-pixel convention, as PyTorch's `interpolate` and OpenCV's
  /// `resize` do it: output `x` reads the input at `(x + 1/2) · width / newWidth − 1/2`, held at the border.
  ///
  /// - Parameter scale: A factor of the values.
  func resized(height newHeight: Int, width newWidth: Int, scale: Double = 1) -> FeatureMap {
    let result = FeatureMap(batch: batch, channels: channelCount, height: newHeight, width: newWidth)
    let columns = (0..<newWidth).map { Self.position($0, of: newWidth, in: width) }
    for sample in 0..<batch {
      for channel in 0..<channelCount {
        let source = plane(sample: sample, channel: channel)
        let target = result.plane(sample: sample, channel: channel)
        for y in 0..<newHeight {
          let row = Self.position(y, of: newHeight, in: height)
          let (top, bottom) = (source + row.first * width, source + row.second * width)
          for (x, column) in columns.enumerated() {
            func blend(_ line: UnsafeMutablePointer<Float>) -> Double {
              Double(line[column.first]) * (1 - column.fraction) + Double(line[column.second]) * column.fraction
            }
            let value = blend(top) * (1 - row.fraction) + blend(bottom) * row.fraction
            target[y * newWidth + x] = Float(scale * value)
          }
        }
      }
    }
    return result
  }

  private static func position(
    _ index: Int, of count: Int, in length: Int
  ) -> (first: Int, second: Int, fraction: Double) {
    let place = max(0, (Double(index) + 0.5) * Double(length) / Double(count) - 0.5)
    let first = min(Int(place), length - 1)
    return (first, min(first + 1, length - 1), place - Double(first))
  }

  /// Pictures at the sizes of a pyramid's levels: `height >> level` x `width >> level`. The finest is the map itself; where
  /// one of the values that a coarser one blends is no number, it is none.
  ///
  /// - Parameter isFlow: Whether the values are pixels of their level.
  func pyramid(levels: Int, isFlow: Bool = false) -> [FeatureMap] {
    (0..<levels).map { level in
      // Unknown values of the finest level must not spread to their neighbors.
      level == 0
        ? self
        : resized(
          height: height >> level, width: width >> level,
          scale: isFlow ? Double(height >> level) / Double(height) : 1)
    }
  }
}
