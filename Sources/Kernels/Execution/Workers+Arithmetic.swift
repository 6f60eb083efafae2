import CKernels
import Tensors

extension Workers {
  // Long enough that a processor fetches ahead within a piece, short enough that a picture has several.
  private static let pieceCount = 1 << 16

  /// Adds every value of `map` to that of `sum`, in place. Also the gradient of a sum, which reaches both its terms.
  public func add(_ map: FeatureMap, to sum: FeatureMap) {
    precondition(map.shape == sum.shape, "Maps of shape \(map.shape) and \(sum.shape) cannot be added.")
    forEachPiece(of: map) { sample, offset, count in
      kernels.networks.rows.add(map.plane(sample: sample) + offset, count, sum.plane(sample: sample) + offset)
    }
  }

  /// Copies every value of `map` to `other`.
  public func copy(_ map: FeatureMap, to other: FeatureMap) {
    precondition(map.shape == other.shape, "A map of shape \(map.shape) cannot be copied to one of \(other.shape).")
    precondition(!map.overlaps(other), "A map cannot be copied to its own memory.")
    forEachPiece(of: map) { sample, offset, count in
      (other.plane(sample: sample) + offset).update(from: map.plane(sample: sample) + offset, count: count)
    }
  }

  /// Writes `scale · map` into `result`, which may be `map`, or adds it.
  public func scale(_ map: FeatureMap, by scale: Float, into result: FeatureMap, isAdded: Bool = false) {
    precondition(map.shape == result.shape, "Maps of shape \(map.shape) and \(result.shape) differ.")
    forEachPiece(of: map) { sample, offset, count in
      let (from, to) = (map.plane(sample: sample) + offset, result.plane(sample: sample) + offset)
      let factors = SaccadeCombination(g: scale, x: 0, constant: 0)
      kernels.training.combine_rows(from, from, count, factors, isAdded ? 1 : 0, to)
    }
  }

  /// The sum of the squares of all values.
  public func squareSum(_ map: FeatureMap) -> Double {
    precondition(map.isWhole, "Squares are summed over whole buffers.")
    let count = Shape.count(map.shape)
    let pieces = RowBands(rows: count, perBand: Self.pieceCount)
    let sums = sharedScratch.doubles(pieces.count)
    forEach(pieces.count) { piece in
      let range = pieces[piece]
      sums[piece] = kernels.training.square_sum(map.plane(sample: 0) + range.lowerBound, range.count)
    }
    return (0..<pieces.count).reduce(0) { $0 + sums[$1] }
  }

  /// Turns the gradient of an activation's output into that of its input, in place.
  ///
  /// - Parameter output: What the activation returned; its sign is that of the input.
  public func applyGradient(of activation: Activation, output: FeatureMap, to gradient: FeatureMap) {
    precondition(
      output.shape == gradient.shape, "The output's shape \(output.shape) is not the gradient's, \(gradient.shape).")
    forEachPiece(of: output) { sample, offset, count in
      kernels.networks.rows.leaky_relu_gradient(
        output.plane(sample: sample) + offset, count, activation.negativeSlope,
        gradient.plane(sample: sample) + offset)
    }
  }

  /// Calls `body` for pieces of the values of each sample, which lie in a row.
  func forEachPiece(of map: FeatureMap, _ body: (_ sample: Int, _ offset: Int, _ count: Int) -> Void) {
    let pieces = RowBands(rows: map.channelCount * map.planeCount, perBand: Self.pieceCount)
    forEach(map.batch * pieces.count) { item in
      let (sample, piece) = item.quotientAndRemainder(dividingBy: pieces.count)
      body(sample, pieces[piece].lowerBound, pieces[piece].count)
    }
  }
}
