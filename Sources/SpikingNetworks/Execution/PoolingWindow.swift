import Kernels

/// The squares of pixels that pooling makes one of.
struct PoolingWindow {
  var kernel: Int
  var stride: Int
  var padding: Int

  /// The pixels of an output's window that lie within a picture of `height` x `width`.
  @inline(__always)
  func pixels(row: Int, column: Int, height: Int, width: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    let (top, left) = (row * stride - padding, column * stride - padding)
    return (max(top, 0)..<min(top + kernel, height), max(left, 0)..<min(left + kernel, width))
  }

  /// The means; there is no padding.
  func average(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    let share = 1 / Float(kernel * kernel)
    Self.forEachPlane(input, output, workers) { source, target in
      for row in 0..<output.height {
        for column in 0..<output.width {
          var sum: Float = 0
          for y in row * stride..<row * stride + kernel {
            for x in column * stride..<column * stride + kernel { sum += source[y * input.width + x] }
          }
          target[row * output.width + column] = sum * share
        }
      }
    }
  }

  /// The largest values; padding never is.
  func largest(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    Self.forEachPlane(input, output, workers) { source, target in
      for row in 0..<output.height {
        for column in 0..<output.width {
          let (rows, columns) = pixels(row: row, column: column, height: input.height, width: input.width)
          var best = -Float.infinity
          for y in rows { for x in columns { best = max(best, source[y * input.width + x]) } }
          target[row * output.width + column] = best
        }
      }
    }
  }

  /// The mean of every plane.
  static func globalAverage(_ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    let count = input.planeCount
    forEachPlane(input, output, workers) { source, target in
      var sum: Float = 0
      for index in 0..<count { sum += source[index] }
      target[0] = sum / Float(count)
    }
  }

  private static func forEachPlane(
    _ input: FeatureMap, _ output: FeatureMap, _ workers: Workers,
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    workers.forEach(input.batch) { sample in
      for channel in 0..<input.channelCount {
        body(input.plane(sample: sample, channel: channel), output.plane(sample: sample, channel: channel))
      }
    }
  }
}
