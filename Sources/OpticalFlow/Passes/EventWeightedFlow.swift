import Tensors

/// Flows averaged over the events around each pixel.
enum EventWeightedFlow {
  /// The mean of flows over events, which count less with distance: three averages over squares, about a Gaussian whose
  /// standard deviation is the radius. Where no event is around, the mean of the flows.
  ///
  /// Cost: some 60 ns a pixel.
  ///
  /// - Parameters:
  ///   - flows: `[2, height, width]`, each with the number of its events at each pixel.
  ///   - radius: Of the squares.
  static func mean(of flows: [(flow: Tensor<Float>, counts: [UInt32])], radius: Int) -> Tensor<Float> {
    guard let shape = flows.first?.flow.shape else { preconditionFailure("There is no mean of no flows.") }
    let (height, width) = (shape[1], shape[2])
    let pixels = height * width
    // Sums of whole numbers are exact, so that there is a zero where no event is.
    var sums = [[Double]](repeating: [Double](repeating: 0, count: pixels), count: 3)
    var plain = Tensor<Float>(zeros: shape)
    for (flow, counts) in flows {
      flow.withUnsafeBufferPointer { flow in
        for pixel in 0..<pixels {
          let count = Double(counts[pixel])
          sums[0][pixel] += count * Double(flow[pixel])
          sums[1][pixel] += count * Double(flow[pixels + pixel])
          sums[2][pixel] += count
        }
        plain.withUnsafeMutableBufferPointer { plain in
          for place in 0..<2 * pixels { plain[place] += flow[place] / Float(flows.count) }
        }
      }
    }
    let (across, along) = (min(radius, max(width / 4, 1)), min(radius, max(height / 4, 1)))
    for index in sums.indices {
      for _ in 0..<3 {
        addNeighbors(&sums[index], count: width, step: 1, lines: height, lineStep: width, radius: across)
        addNeighbors(&sums[index], count: height, step: width, lines: width, lineStep: 1, radius: along)
      }
    }
    plain.withUnsafeMutableBufferPointer { plain in
      for pixel in 0..<pixels where sums[2][pixel] > 0 {
        plain[pixel] = Float(sums[0][pixel] / sums[2][pixel])
        plain[pixels + pixel] = Float(sums[1][pixel] / sums[2][pixel])
      }
    }
    return plain
  }

  /// Each value with those up to `radius` before and behind it; there are zeros beyond the ends.
  private static func addNeighbors(
    _ values: inout [Double], count: Int, step: Int, lines: Int, lineStep: Int, radius: Int
  ) {
    var line = [Double](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { values in
      for number in 0..<lines {
        let start = number * lineStep
        for index in 0..<count { line[index] = values[start + index * step] }
        var sum = 0.0
        for index in 0..<min(radius, count) { sum += line[index] }
        for index in 0..<count {
          if index + radius < count { sum += line[index + radius] }
          values[start + index * step] = sum
          if index >= radius { sum -= line[index - radius] }
        }
      }
    }
  }
}
