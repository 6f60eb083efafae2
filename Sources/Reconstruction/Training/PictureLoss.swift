import Kernels

/// How far a picture is from the true one: the mean distance at three scales, and what is missing of their structural
/// similarity.
///
/// `Σ_s mean|p_s − t_s| / 3 + weight · (1 − mean SSIM)`, where the pictures of scale s are means of 2^s x 2^s pixels. The
/// published network was trained with a perceptual loss, of a network of pictures that this package does not carry; structural
/// similarity stands for what that sees and distances do not, edges and contrast, and is how reconstructions are judged.
public struct PictureLoss: Sendable, Hashable {
  /// The weight of structural similarity.
  public var similarityWeight: Double
  static let scales = 3

  /// Describes a loss.
  public init(similarityWeight: Double = 0.5) { self.similarityWeight = similarityWeight }

  /// The mean loss of pictures.
  ///
  /// - Parameters:
  ///   - pictures: `[samples, 1, height, width]`, 0 for black to 1 for white, four rows and columns or more.
  ///   - truth: Of the same shape.
  ///   - weight: A factor of the gradient, not of the result.
  ///   - gradient: A map of that shape to which the gradient is added; nil where none is wanted.
  public func value(
    of pictures: FeatureMap, truth: FeatureMap, weight: Double, addingGradientTo gradient: FeatureMap?, workers: Workers
  ) -> Double {
    precondition(
      pictures.shape == truth.shape && pictures.channelCount == 1,
      "Pictures of \(pictures.shape) are not \(truth.shape).")
    precondition(min(pictures.height, pictures.width) >= 1 << (Self.scales - 1), "The pictures are too small.")
    let share = 1 / Double(pictures.batch)
    // A sample a thread: none writes what another reads.
    return share
      * workers.sum(pictures.batch) { sample in
        let (p, t) = (pictures.plane(sample: sample), truth.plane(sample: sample))
        let out = gradient?.plane(sample: sample)
        let (height, width) = (pictures.height, pictures.width)
        var loss = 0.0
        for scale in 0..<Self.scales {
          loss += Self.distance(
            p, t, height: height, width: width, cell: 1 << scale, weight: weight * share / Double(Self.scales), out)
        }
        loss /= Double(Self.scales)
        if similarityWeight > 0 {
          let similarity = SimilaritySlopes(height: height, width: width)
          loss +=
            similarityWeight
            * (1 - similarity.mean(of: p, truth: t, addingSlopesTo: out, times: -weight * share * similarityWeight))
        }
        return loss
      }
  }

  /// The mean distance of the means of cells; what fills no cell is left out.
  private static func distance(
    _ p: UnsafePointer<Float>, _ t: UnsafePointer<Float>, height: Int, width: Int, cell: Int, weight: Double,
    _ gradient: UnsafeMutablePointer<Float>?
  ) -> Double {
    let (rows, columns) = (height / cell, width / cell)
    let slope = Float(weight / Double(rows * columns * cell * cell))
    var sum = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let first = row * cell * width + column * cell
        var difference: Float = 0
        for y in 0..<cell { for x in 0..<cell { difference += p[first + y * width + x] - t[first + y * width + x] } }
        sum += Double(difference.magnitude) / Double(cell * cell)
        guard let gradient, difference != 0 else { continue }
        let step = difference > 0 ? slope : -slope
        for y in 0..<cell { for x in 0..<cell { gradient[first + y * width + x] += step } }
      }
    }
    return sum / Double(rows * columns)
  }
}

extension Workers {
  /// The sum of what `body` gives for each item, added up in their order.
  func sum(_ count: Int, _ body: (_ item: Int) -> Double) -> Double {
    let sums = UnsafeMutableBufferPointer<Double>.allocate(capacity: count)
    defer { sums.deallocate() }
    sums.initialize(repeating: 0)
    forEach(count) { sums[$0] = body($0) }
    return sums.reduce(0, +)
  }
}
