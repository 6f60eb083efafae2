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
      let rows = Rows(bands[band], width: width, withSlopes: false, scratch: scratch)
      rows.locate(by: flow, sample: sample, scale: scale, alignment: alignment, workers: workers)
      for channel in 0..<input.channelCount {
        let source = input.plane(sample: sample, channel: channel)
        let target = output.plane(sample: sample, channel: channel)
        for y in bands[band] {
          workers.kernels.warp_sample(
            source, rows.offsets(y), rows.fractions(y), rows.stride, width, height, streaming, target + y * width)
        }
      }
      if streaming != 0 { workers.kernels.fence_stores() }
    }
  }

  // Positions that all channels share stay in the cache.
  static let rowsPerBand = 4

  /// The positions that some rows of a warp sample, in scratch memory.
  struct Rows {
    /// Whole registers.
    let stride: Int
    private let rows: Range<Int>
    private let withSlopes: Bool
    private let memory: UnsafeMutablePointer<Float>
    /// The floats after the positions that were asked for.
    let rest: UnsafeMutablePointer<Float>

    init(_ rows: Range<Int>, width: Int, withSlopes: Bool, rest: Int = 0, scratch: Scratch) {
      stride = (width + 15) / 16 * 16
      self.rows = rows
      self.withSlopes = withSlopes
      let count = rows.count * (withSlopes ? 5 : 3) * stride
      memory = scratch.floats(count + rest)
      self.rest = memory + count
    }

    private func row(_ y: Int) -> UnsafeMutablePointer<Float> {
      memory + (y - rows.lowerBound) * (withSlopes ? 5 : 3) * stride
    }
    func offsets(_ y: Int) -> UnsafeMutablePointer<Int32> {
      UnsafeMutableRawPointer(row(y)).assumingMemoryBound(to: Int32.self)
    }
    func fractions(_ y: Int) -> UnsafeMutablePointer<Float> { row(y) + stride }
    func slopes(_ y: Int) -> UnsafeMutablePointer<Float>? { withSlopes ? row(y) + 3 * stride : nil }

    /// Computes the positions.
    func locate(by flow: FeatureMap, sample: Int, scale: Float, alignment: Alignment, workers: Workers) {
      var warp = SaccadeWarp(
        u: flow.plane(sample: sample), v: flow.plane(sample: sample, channel: 1), scale: scale, width: flow.width,
        height: flow.height, align_corners: alignment == .corners ? 1 : 0)
      for y in rows { workers.kernels.warp_coordinates(&warp, y, offsets(y), fractions(y), slopes(y), stride) }
    }
  }
}
