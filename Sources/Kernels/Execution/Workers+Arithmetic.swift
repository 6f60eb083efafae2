import CKernels

extension Workers {
  // Long enough that a processor fetches ahead within a piece, short enough that a picture has several.
  private static let pieceCount = 1 << 16

  /// Adds every value of `map` to that of `sum`, in place. Also the gradient of a sum, which reaches both its terms.
  public func add(_ map: FeatureMap, to sum: FeatureMap) {
    precondition(map.shape == sum.shape, "Maps of shape \(map.shape) and \(sum.shape) cannot be added.")
    forEachPiece(of: map) { sample, offset, count in
      kernels.add_row(map.plane(sample: sample) + offset, count, sum.plane(sample: sample) + offset)
    }
  }

  /// Turns the gradient of an activation's output into that of its input, in place.
  ///
  /// - Parameter output: What the activation returned; its sign is that of the input.
  public func applyGradient(of activation: Activation, output: FeatureMap, to gradient: FeatureMap) {
    precondition(
      output.shape == gradient.shape, "The output's shape \(output.shape) is not the gradient's, \(gradient.shape).")
    forEachPiece(of: output) { sample, offset, count in
      kernels.leaky_relu_gradient(
        output.plane(sample: sample) + offset, count, activation.negativeSlope,
        gradient.plane(sample: sample) + offset)
    }
  }

  /// Calls `body` for pieces of the values of each sample, which lie in a row.
  private func forEachPiece(of map: FeatureMap, _ body: (_ sample: Int, _ offset: Int, _ count: Int) -> Void) {
    let pieces = RowBands(rows: map.channelCount * map.planeCount, perBand: Self.pieceCount)
    forEach(map.batch * pieces.count) { item in
      let (sample, piece) = item.quotientAndRemainder(dividingBy: pieces.count)
      body(sample, pieces[piece].lowerBound, pieces[piece].count)
    }
  }
}
