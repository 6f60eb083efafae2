import CKernels

/// A bilinear warp with border padding: `out(y, x) = in(y + scale · v, x + scale · u)`.
///
/// Coordinates beyond the picture take the nearest pixel's value; a NaN displacement reads the first column or row.
/// Cost: 8 reads and 7 operations an output value. Bound by the reads, where neighbours are not displaced alike.
public enum Warp {
  /// How displacements become sampling positions.
  public enum Alignment: Sendable, Hashable {
    /// Displacement in pixels, as SCFlow's weights have learnt it.
    case corners
    /// The grid is normalised by `width − 1` and `height − 1` but sampled in the half-pixel convention, as
    /// STE-FlowNet's weights have learnt it: position x becomes `(x / (width − 1)) · width − 1/2`.
    case halfPixelSkew
  }

  /// Warps every channel of `input` by `flow` into `output`.
  ///
  /// - Parameters:
  ///   - flow: `[batch, 2, height, width]`, u to the right and v downwards in pixels.
  ///   - scale: A factor of the flow.
  public static func run(
    _ input: FeatureMap, by flow: FeatureMap, scale: Float = 1, alignment: Alignment = .corners,
    into output: FeatureMap, workers: Workers
  ) {
    let (height, width) = (input.height, input.width)
    precondition(
      flow.shape == [input.batch, 2, height, width], "A flow of shape \(flow.shape) cannot warp \(input.shape).")
    precondition(output.shape == input.shape, "The output's shape \(output.shape) is not \(input.shape).")
    precondition(!output.overlaps(input) && !output.overlaps(flow), "A warp cannot write into its own input.")
    let bands = RowBands(rows: height, perBand: rowsPerBand)
    let streaming = output.isStreamed
    workers.run(input.batch * bands.count) { item, scratch in
      let (sample, band) = item.quotientAndRemainder(dividingBy: bands.count)
      let rows = Rows(bands[band], height: height, width: width, withSlopes: false, scratch: scratch)
      rows.locate(by: flow, sample: sample, scale: scale, alignment: alignment, workers: workers)
      for channel in 0..<input.channelCount {
        let source = input.plane(sample: sample, channel: channel)
        let target = output.plane(sample: sample, channel: channel)
        for y in bands[band] {
          var row = rows[y]
          workers.kernels.networks.warp.sample(source, &row, streaming, target + y * width)
        }
      }
      if streaming != 0 { workers.kernels.networks.rows.fence_stores() }
    }
  }

  // Positions that all channels share stay in the cache.
  static let rowsPerBand = 4

  /// The positions that some rows of a warp sample, in scratch memory.
  struct Rows {
    private let rows: Range<Int>
    private let height: Int
    private let width: Int
    /// Whole registers.
    private let stride: Int
    private let withSlopes: Bool
    private let memory: UnsafeMutablePointer<Float>
    /// The floats after the positions that were asked for.
    let rest: UnsafeMutablePointer<Float>

    /// Takes memory for rows of a picture.
    init(_ rows: Range<Int>, height: Int, width: Int, withSlopes: Bool, rest: Int = 0, scratch: Scratch) {
      stride = (width + 15) / 16 * 16
      self.rows = rows
      self.height = height
      self.width = width
      self.withSlopes = withSlopes
      let count = rows.count * (withSlopes ? 5 : 3) * stride
      memory = scratch.floats(count + rest)
      self.rest = memory + count
    }

    /// Where the positions of a row lie.
    subscript(y: Int) -> SaccadeWarpRow {
      let start = memory + (y - rows.lowerBound) * (withSlopes ? 5 : 3) * stride
      return SaccadeWarpRow(
        offsets: UnsafeMutableRawPointer(start).assumingMemoryBound(to: Int32.self), fractions: start + stride,
        slopes: withSlopes ? start + 3 * stride : nil, stride: stride, width: width, height: height)
    }

    /// Computes the positions.
    func locate(by flow: FeatureMap, sample: Int, scale: Float, alignment: Alignment, workers: Workers) {
      var warp = SaccadeWarp(
        u: flow.plane(sample: sample), v: flow.plane(sample: sample, channel: 1), scale: scale, width: flow.width,
        height: flow.height, align_corners: alignment == .corners ? 1 : 0)
      for y in rows {
        var row = self[y]
        workers.kernels.networks.warp.locate(&warp, y, &row)
      }
    }
  }
}
