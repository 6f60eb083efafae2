import CKernels

/// The local correlation of two feature maps over 81 displacements (Dosovitskiy et al. 2015, FlowNetC).
///
/// `out[n, 9·(dy + 4) + dx + 4, y, x] = activation(1/C · Σ_c a[n, c, y, x] · b[n, c, y + dy, x + dx])`, zero where
/// `(y + dy, x + dx)` lies outside. Cost: `162 · batch · channels · pixels` floating-point operations.
public enum Correlation {
  /// The largest displacement along each axis.
  public static let radius = 4
  /// The number of displacements, and of output channels.
  public static let displacementCount = side * side

  static let side = 2 * radius + 1

  /// The displacement of an output channel, in pixels.
  public static func displacement(_ channel: Int) -> (dx: Int, dy: Int) {
    (channel % side - radius, channel / side - radius)
  }

  /// Correlates `a` with `b` into `output` of shape `[batch, 81, height, width]`.
  ///
  /// - Parameter activation: Applied as the sums leave the registers. A leaky ReLU that a network applies twice is one
  ///   of the slope squared, to a rounding of the last place.
  public static func run(
    _ a: FeatureMap, _ b: FeatureMap, into output: FeatureMap, activation: Activation, workers: Workers
  ) {
    precondition(a.shape == b.shape, "The maps of a correlation differ in shape: \(a.shape) and \(b.shape).")
    precondition(
      output.shape == [a.batch, displacementCount, a.height, a.width],
      "The output's shape \(output.shape) is not [\(a.batch), \(displacementCount), \(a.height), \(a.width)].")
    precondition(!output.overlaps(a) && !output.overlaps(b), "A correlation cannot write into its own input.")
    let tiling = CorrelationTiling(
      map: a, floatsPerBlock: a.channelCount * (side * PackedRows.block + PackedRows.reach))
    let streaming = output.isStreamed
    workers.run(tiling.count) { item, scratch in
      let tile = tiling[item]
      let rows = PackedRows(of: a, sample: tile.sample, columns: tile.columns, count: side)
      let moved = PackedRows(of: b, sample: tile.sample, columns: tile.columns, count: 1, isReaching: true)
      let packed = scratch.floats(rows.floatCount + moved.floatCount)
      let other = packed + rows.floatCount
      let out = output.plane(sample: tile.sample) + tile.columns.lowerBound
      clear(tile, of: output)
      for y in max(0, tile.rows.lowerBound - radius)..<min(tile.rows.lowerBound + radius, a.height) {
        rows.pack(y, into: packed, workers: workers)
      }
      for row in tile.rows {
        if row + radius < a.height { rows.pack(row + radius, into: packed, workers: workers) }
        moved.pack(row, into: other, workers: workers)
        let first = max(0, row - radius)
        let next = (a: min(row + radius + 1, a.height - 1), b: min(row + 1, a.height - 1))
        var job = SaccadeCorrelation(
          a: packed, a_stride: rows.rowStride, ring: side, b: other, channels: a.channelCount,
          columns: tile.columns.count, row: row, first_row: first,
          row_count: min(row + radius + 1, a.height) - first, out: out, out_width: a.width,
          out_stride: output.planeCount, scale: 1 / Float(a.channelCount), slope: activation.negativeSlope,
          streaming: streaming, next_a: rows.source(next.a), next_b: moved.source(next.b), next_stride: a.planeCount)
        workers.kernels.networks.correlation.rows(&job)
      }
      if streaming != 0 { workers.kernels.networks.rows.fence_stores() }
    }
  }

  /// Writes the zeros of a tile's pixels whose displaced row lies outside the picture.
  private static func clear(_ tile: CorrelationTiling.Tile, of output: FeatureMap) {
    for y in tile.rows {
      for dy in -radius...radius where y + dy < 0 || y + dy >= output.height {
        for dx in 0..<side {
          let plane = output.plane(sample: tile.sample, channel: (dy + radius) * side + dx)
          (plane + y * output.width + tile.columns.lowerBound).update(repeating: 0, count: tile.columns.count)
        }
      }
    }
  }
}
