/// The structural similarity of two pictures (Wang et al. 2004) with its gradient.
///
/// Means are taken over 7 x 7 pixels, fewer at the border, by sums over rows and columns; pictures are 0…1, so that the
/// constants are 0.01² and 0.03². Cost: some 100 operations a pixel.
struct SimilaritySlopes {
  private static let radius = 3
  private static let (first, second) = (Float(0.01 * 0.01), Float(0.03 * 0.03))
  let height: Int
  let width: Int

  /// The mean similarity; `factor` times its gradient by the picture is added to `slopes`.
  func mean(
    of picture: UnsafePointer<Float>, truth: UnsafePointer<Float>, addingSlopesTo slopes: UnsafeMutablePointer<Float>?,
    times factor: Double
  ) -> Double {
    let count = height * width
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 7 * count) { memory in
      guard let base = memory.baseAddress else { return 0 }
      let maps = (0..<7).map { base + $0 * count }
      let (p, t, pp, tt, pt, spare, means) = (maps[0], maps[1], maps[2], maps[3], maps[4], maps[5], maps[6])
      for pixel in 0..<count {
        (pp[pixel], tt[pixel]) = (picture[pixel] * picture[pixel], truth[pixel] * truth[pixel])
        pt[pixel] = picture[pixel] * truth[pixel]
      }
      average(picture, into: p, spare)
      average(truth, into: t, spare)
      for map in [pp, tt, pt] {
        average(map, into: means, spare)
        map.update(from: means, count: count)
      }
      var sum = 0.0
      let share = Float(factor / Double(count))
      for pixel in 0..<count {
        let (meanP, meanT) = (p[pixel], t[pixel])
        let a = 2 * meanP * meanT + Self.first
        let b = 2 * (pt[pixel] - meanP * meanT) + Self.second
        let c = meanP * meanP + meanT * meanT + Self.first
        let d = pp[pixel] - meanP * meanP + tt[pixel] - meanT * meanT + Self.second
        let similarity = a * b / (c * d)
        sum += Double(similarity)
        // By the mean of the picture, that of its square, and that of its product with the truth.
        p[pixel] = share * (2 * meanT * (b - a) / (c * d) - similarity * 2 * meanP * (1 / c - 1 / d))
        pp[pixel] = share * (-similarity / d)
        pt[pixel] = share * (2 * a / (c * d))
      }
      if let slopes {
        for map in [p, pp, pt] {
          spread(map, into: means, spare)
          map.update(from: means, count: count)
        }
        for pixel in 0..<count { slopes[pixel] += p[pixel] + 2 * picture[pixel] * pp[pixel] + truth[pixel] * pt[pixel] }
      }
      return sum / Double(count)
    }
  }

  /// The mean of the pixels around each.
  private func average(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, _ spare: UnsafeMutablePointer<Float>
  ) {
    for y in 0..<height {
      for x in 0..<width {
        let range = around(x, width)
        var sum: Float = 0
        for place in range { sum += source[y * width + place] }
        spare[y * width + x] = sum / Float(range.count)
      }
    }
    for y in 0..<height {
      let range = around(y, height)
      let row = target + y * width
      row.update(repeating: 0, count: width)
      for place in range { for x in 0..<width { row[x] += spare[place * width + x] } }
      for x in 0..<width { row[x] /= Float(range.count) }
    }
  }

  /// The transpose of ``average(_:into:_:)``: each pixel gives its share to those around it.
  private func spread(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, _ spare: UnsafeMutablePointer<Float>
  ) {
    spare.update(repeating: 0, count: height * width)
    for y in 0..<height {
      let range = around(y, height)
      for place in range {
        for x in 0..<width { spare[place * width + x] += source[y * width + x] / Float(range.count) }
      }
    }
    target.update(repeating: 0, count: height * width)
    for y in 0..<height {
      for x in 0..<width {
        let range = around(x, width)
        let value = spare[y * width + x] / Float(range.count)
        for place in range { target[y * width + place] += value }
      }
    }
  }

  private func around(_ place: Int, _ length: Int) -> Range<Int> {
    max(0, place - Self.radius)..<min(length, place + Self.radius + 1)
  }
}
