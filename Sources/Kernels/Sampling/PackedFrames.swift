import CKernels

/// Where frames of one bit a pixel, least significant first, lie in a picture whose other pixels repeat their edges.
package struct PackedFrames: Sendable {
  /// The size of a frame.
  package var width: Int
  package var height: Int
  /// The distance of frames in memory.
  package var bytesPerFrame: Int
  /// The columns of the picture left of a frame; what lies right of it and below follows from the picture's size.
  package var leftPadding: Int

  package init(width: Int, height: Int, bytesPerFrame: Int, leftPadding: Int) {
    self.width = width
    self.height = height
    self.bytesPerFrame = bytesPerFrame
    self.leftPadding = leftPadding
  }

  private static let rowsPerBand = 32
  // The kernel reads four bytes at a time.
  private static let leastBytes = 4

  /// Warps each frame by a multiple of one flow, as ``Warp`` would the frame's padded picture of zeros and ones.
  ///
  /// - Parameters:
  ///   - bits: The frames, as many as `output` has channels.
  ///   - flow: `[1, 2, rows, columns]` of the padded picture.
  ///   - output: `[1, frames, rows, columns]`.
  ///   - scale: The factor of the flow for each frame.
  package func warp(
    _ bits: UnsafeRawBufferPointer, by flow: FeatureMap, into output: FeatureMap, workers: Workers,
    scale: (_ frame: Int) -> Float
  ) {
    let (rows, columns) = (output.height, output.width)
    precondition(
      flow.shape == [1, 2, rows, columns] && output.batch == 1,
      "A flow of shape \(flow.shape) cannot warp frames into \(output.shape).")
    precondition(
      leftPadding >= 0 && leftPadding + width <= columns && height <= rows && width > 0 && height > 0,
      "Frames of \(height) x \(width) do not lie in a picture of \(rows) x \(columns).")
    precondition(
      bytesPerFrame * 8 >= width * height && bits.count >= output.channelCount * bytesPerFrame,
      "\(bits.count) bytes are too few for \(output.channelCount) frames of \(height) x \(width).")
    precondition(!output.overlaps(flow), "A warp cannot write into its own input.")
    let bands = RowBands(rows: rows, perBand: Self.rowsPerBand)
    workers.run(output.channelCount * bands.count) { item, scratch in
      let (frame, band) = item.quotientAndRemainder(dividingBy: bands.count)
      let start = frame * bytesPerFrame
      var bytes = UnsafeRawBufferPointer(rebasing: bits[start..<start + bytesPerFrame])
      if bytesPerFrame < Self.leastBytes {
        let copy = UnsafeMutableRawBufferPointer(start: scratch.floats(1), count: Self.leastBytes)
        copy.copyMemory(from: bytes)
        bytes = UnsafeRawBufferPointer(copy)
      }
      var source = SaccadeSpikeFrame(
        bits: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), byte_count: bytes.count, width: width,
        height: height, left: leftPadding)
      var warp = SaccadeWarp(
        u: flow.plane(sample: 0), v: flow.plane(sample: 0, channel: 1), scale: scale(frame), width: columns,
        height: rows, align_corners: 1)
      for y in bands[band] {
        workers.kernels.networks.warp.sample_spikes(
          &source, &warp, y, output.plane(sample: 0, channel: frame) + y * columns)
      }
    }
  }
}
