import CKernels
import Tensors

extension Upsampling2x {
  private static let inputRowsPerBand = 16
  // What is read from a place of a row on.
  private static let reach = 48

  /// The gradient of the input from that of the output: the adjoint of the enlargement.
  ///
  /// Cost: about 15 operations a value of the gradient; every value is read twice.
  ///
  /// - Parameters:
  ///   - upstream: The gradient of the output, `[batch, channels, 2 · height, 2 · width]`.
  ///   - scale: The factor of the forward pass.
  ///   - gradient: Takes the gradient of the input, `[batch, channels, height, width]`.
  ///   - isAdded: Whether it is added to what is there.
  public func backward(
    _ upstream: FeatureMap, scale: Float = 1, into gradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    precondition(
      gradient.height == height && gradient.width == width, "The enlargement was prepared for \(height) x \(width).")
    precondition(
      upstream.shape == [gradient.batch, gradient.channelCount, 2 * height, 2 * width],
      "The gradient's shape \(upstream.shape) is not twice \(gradient.shape).")
    precondition(!gradient.overlaps(upstream), "A gradient cannot take the place of what it is computed from.")
    let bands = RowBands(rows: height, perBand: Self.inputRowsPerBand)
    let rowLength = Self.padded(2 * width) + Self.reach
    // Taken once: counting references in every item would make the threads wait for each other.
    columnTaps.withUnsafePointers { columnStarts, columnWeights in
      rowTaps.withUnsafePointers { rowStarts, rowWeights in
        workers.run(gradient.batch * gradient.channelCount * bands.count) { item, scratch in
          let (plane, band) = item.quotientAndRemainder(dividingBy: bands.count)
          let (sample, channel) = plane.quotientAndRemainder(dividingBy: gradient.channelCount)
          let source = upstream.plane(sample: sample, channel: channel)
          let target = gradient.plane(sample: sample, channel: channel)
          let sum = scratch.floats(rowLength + DoublingTaps.count)
          let weights = sum + rowLength
          // Places beyond the row have no weight, but must be numbers.
          (sum + 2 * width).update(repeating: 0, count: rowLength - 2 * width)
          for y in bands[band] {
            // Taps beyond the last row have no weight.
            let start = Int(rowStarts[y])
            let count = min(DoublingTaps.count, 2 * height - start)
            for tap in 0..<count { weights[tap] = scale * rowWeights[tap * rowTaps.stride + y] }
            let loops = workers.kernels.networks.resizing
            loops.weighted_rows(source + start * 2 * width, 2 * width, weights, count, 2 * width, sum)
            var job = SaccadeDoublingTaps(
              row: sum, starts: columnStarts, weights: columnWeights, tap_count: DoublingTaps.count,
              stride: columnTaps.stride, count: width, accumulate: isAdded ? 1 : 0, out: target + y * width)
            loops.doubling_taps(&job)
          }
        }
      }
    }
  }
}

/// Which places of a doubled axis lie next to each place of the axis, and with what weight.
struct DoublingTaps: Sendable {
  /// The most places next to one: they are a little less than half a place apart, and lie less than one place away.
  static let count = 5

  /// The places of the axis, in whole registers.
  let stride: Int
  private let starts: Tensor<Int32>
  private let weights: Tensor<Float>

  init(length: Int) {
    let stride = Upsampling2x.padded(length)
    self.stride = stride
    var first = [Int32](repeating: -1, count: stride)
    var taps = [Float](repeating: 0, count: Self.count * stride)
    func add(_ weight: Float, of doubled: Int, to place: Int) {
      if first[place] < 0 { first[place] = Int32(doubled) }
      taps[(doubled - Int(first[place])) * stride + place] += weight
    }
    for doubled in 0..<2 * length {
      let position = Upsampling2x.position(doubled, length: length)
      add(1 - position.fraction, of: doubled, to: position.index)
      if position.fraction > 0 { add(position.fraction, of: doubled, to: min(position.index + 1, length - 1)) }
    }
    let last = first[length - 1]
    starts = Tensor(shape: [stride], scalars: first.map { $0 < 0 ? last : $0 })
    weights = Tensor(shape: [Self.count, stride], scalars: taps)
  }

  /// Calls `body` with the first place of the doubled axis next to each place, and the weights from it on, `stride` apart.
  func withUnsafePointers(_ body: (_ starts: UnsafePointer<Int32>, _ weights: UnsafePointer<Float>) -> Void) {
    starts.withUnsafeBufferPointer { starts in
      weights.withUnsafeBufferPointer { weights in
        guard let starts = starts.baseAddress, let weights = weights.baseAddress else { return }
        body(starts, weights)
      }
    }
  }
}
