import CKernels

extension Correlation {
  private static let rowsPerStep = 4
  // A step sees four rows, and four more on either side.
  private static let ring = rowsPerStep + 2 * radius

  /// The gradients of both maps from that of the output.
  ///
  /// Cost: as much again as the forward pass for each gradient asked for.
  ///
  /// - Parameters:
  ///   - upstream: The gradient of the output, `[batch, 81, height, width]`.
  ///   - output: What the forward pass wrote: its signs tell where the activation was linear.
  ///   - a: The maps of the forward pass, `[batch, channels, height, width]`.
  ///   - aGradient: Takes the gradient of `a`, where asked for.
  ///   - bGradient: Takes the gradient of `b`, where asked for.
  ///   - isAdded: Whether the gradients are added to what is there.
  public static func backward(
    _ upstream: FeatureMap, output: FeatureMap, of a: FeatureMap, _ b: FeatureMap, activation: Activation,
    aGradient: FeatureMap?, bGradient: FeatureMap?, isAdded: Bool = false, workers: Workers
  ) {
    precondition(a.shape == b.shape, "The maps of a correlation differ in shape: \(a.shape) and \(b.shape).")
    let shape = [a.batch, displacementCount, a.height, a.width]
    precondition(
      upstream.shape == shape && output.shape == shape,
      "The gradient and the output have shapes \(upstream.shape) and \(output.shape), not \(shape).")
    if let aGradient, let bGradient {
      precondition(!aGradient.overlaps(bGradient), "The gradients of a correlation's maps need a place each.")
    }
    let ofA = aGradient.map { Pass(other: b, gradient: $0, isTurned: false) }
    let ofB = bGradient.map { Pass(other: a, gradient: $0, isTurned: true) }
    guard let first = ofA ?? ofB else { return }
    let second = ofA == nil ? nil : ofB
    first.check(upstream: upstream, output: output)
    second?.check(upstream: upstream, output: output)
    let tiling = CorrelationTiling(
      map: a, floatsPerBlock: a.channelCount * ring * PackedRows.reach, largestPart: 4)
    let slope = activation.negativeSlope
    // Both gradients of a tile follow each other: the second finds the upstream gradient in the cache.
    let passCount = second == nil ? 1 : 2
    workers.run(tiling.count * passCount) { item, scratch in
      let (tile, pass) = item.quotientAndRemainder(dividingBy: passCount)
      (pass == 0 ? first : second)?.run(
        tiling[tile], upstream: upstream, output: output, slope: slope, isAdded: isAdded, scratch: scratch,
        workers: workers)
    }
  }

  /// The gradient of one map from the other.
  private struct Pass {
    var other: FeatureMap
    var gradient: FeatureMap
    var isTurned: Bool

    func check(upstream: FeatureMap, output: FeatureMap) {
      precondition(
        gradient.shape == other.shape, "The gradient's shape \(gradient.shape) is not that of the map, \(other.shape).")
      precondition(
        !gradient.overlaps(other) && !gradient.overlaps(upstream) && !gradient.overlaps(output),
        "A gradient cannot take the place of what it is computed from.")
    }

    func run(
      _ tile: CorrelationTiling.Tile, upstream: FeatureMap, output: FeatureMap, slope: Float, isAdded: Bool,
      scratch: Scratch, workers: Workers
    ) {
      let blocks = (tile.columns.count + PackedRows.block - 1) / PackedRows.block
      let rows = PackedRows(of: other, sample: tile.sample, columns: tile.columns, count: ring, isReaching: true)
      let gradientStride = blocks * displacementCount * PackedRows.block
      let packed = scratch.floats(rows.floatCount + rowsPerStep * gradientStride)
      let terms = packed + rows.floatCount
      var from = SaccadeCorrelationUpstream(
        upstream: upstream.plane(sample: tile.sample), output: output.plane(sample: tile.sample),
        plane_stride: upstream.planeCount, height: upstream.height, width: upstream.width,
        scale: 1 / Float(other.channelCount), slope: slope, turned: isTurned ? 1 : 0)
      var packedRows = max(0, tile.rows.lowerBound - radius)
      for y in stride(from: tile.rows.lowerBound, to: tile.rows.upperBound, by: rowsPerStep) {
        let end = min(y + rowsPerStep + radius, other.height)
        while packedRows < end {
          rows.pack(packedRows, into: packed, workers: workers)
          packedRows += 1
        }
        let count = min(rowsPerStep, tile.rows.upperBound - y)
        for row in 0..<rowsPerStep {
          let target = terms + row * gradientStride
          if row < count {
            workers.kernels.networks.correlation.gradient_pack(
              &from, y + row, tile.columns.lowerBound, blocks, target)
          } else {
            target.update(repeating: 0, count: gradientStride)
          }
        }
        var job = SaccadeCorrelationGradient(
          g: terms, g_stride: gradientStride, b: packed, b_stride: rows.rowStride, ring: ring,
          channels: other.channelCount, columns: tile.columns.count, height: other.height, row: y, row_count: count,
          out: gradient.plane(sample: tile.sample) + tile.columns.lowerBound, out_width: gradient.width,
          out_stride: gradient.planeCount, accumulate: isAdded ? 1 : 0)
        workers.kernels.networks.correlation.gradient(&job)
      }
    }
  }
}
