import CKernels
import Tensors

/// A convolution of stride 1 with few outputs: first the products of every tap by itself, then their shifted sum.
///
/// The products of all taps are one matrix product with the pixels as they lie, `outputs · taps` rows of it, so that
/// every input value is loaded once for all taps. Only as many rows of products are kept as the kernel is high.
/// Bound by reading the input.
struct NarrowConvolution: Sendable {
  /// The most rows of products for which this measures better than ``TapConvolution``.
  static let largestRowCount = 40
  private static let lanes = 16
  private static let bandRows = 32
  private static let wantedBands = 8

  let inputChannels: Int
  let outputChannels: Int
  private let isGradient: Bool
  private let taps: [Tap]
  private let weights: PackedWeights
  private let bias: Tensor<Float>?

  /// Prepares the convolution of a kernel `[outputs, inputs, rows, columns]`.
  ///
  /// - Parameter isGradient: Whether outputs and inputs change places and the kernel is turned by half a circle, as the
  ///   gradient of a convolution's input needs it.
  init(weight: Tensor<Float>, bias: Tensor<Float>?, padding: Int, isGradient: Bool = false) {
    outputChannels = weight.shape[isGradient ? 1 : 0]
    inputChannels = weight.shape[isGradient ? 0 : 1]
    taps = Tap.kernel(rows: weight.shape[2], columns: weight.shape[3], padding: padding)
    weights = PackedWeights(outputs: outputChannels * taps.count, terms: inputChannels)
    self.bias = bias
    self.isGradient = isGradient
    pack(weight)
  }

  var packedByteCount: Int { weights.byteCount }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    let (count, inputs, outputs) = (taps.count, inputChannels, outputChannels)
    if isGradient {
      weights.pack(weight) { row, channel in (channel * outputs + row / count) * count + count - 1 - row % count }
    } else {
      weights.pack(weight) { row, channel in (row / count * inputs + channel) * count + row % count }
    }
  }

  /// Where rows of products lie: a ring of rows, `[row, output and tap, column]`, with zeros beside the columns.
  private struct Ring {
    var values: UnsafeMutablePointer<Float>
    var rows: Int
    var margin: Int
    var columnStride: Int
    var rowStride: Int

    func row(_ y: Int) -> UnsafeMutablePointer<Float> { values + y % rows * rowStride }
  }

  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    let height = output.height
    let rowsPerBand = max(1, min(Self.bandRows, height / Self.wantedBands))
    let bands = (height + rowsPerBand - 1) / rowsPerBand
    workers.run(output.batch * bands) { item, scratch in
      let (sample, band) = item.quotientAndRemainder(dividingBy: bands)
      let rows = band * rowsPerBand..<min((band + 1) * rowsPerBand, height)
      runBand(
        rows, sample: sample, input: input, output: output, finish: finish, scratch: scratch,
        workers: workers)
    }
  }

  private func runBand(
    _ rows: Range<Int>, sample: Int, input: ConcatenatedMaps, output: FeatureMap, finish: Finish, scratch: Scratch,
    workers: Workers
  ) {
    let (top, bottom) = (taps[0].dy, taps[taps.count - 1].dy)
    let (left, right) = (taps[0].dx, taps[taps.count - 1].dx)
    let margin = (max(-left, right, 0) + Self.lanes - 1) / Self.lanes * Self.lanes
    let stride = 2 * margin + (max(input.width, output.width) + Self.lanes - 1) / Self.lanes * Self.lanes
    let kernelRows = bottom - top + 1
    let rowStride = PackedWeights.paddedRows(weights.outputs) * stride
    let values = scratch.floats(kernelRows * rowStride + Self.lanes + taps.count)
    let shifts = UnsafeMutableRawPointer(values + kernelRows * rowStride + Self.lanes)
      .assumingMemoryBound(to: Int32.self)
    let ring = Ring(values: values, rows: kernelRows, margin: margin, columnStride: stride, rowStride: rowStride)
    var next = max(0, rows.lowerBound + top)
    for y in rows {
      while next < min(input.height, y + bottom + 1) {
        multiply(row: next, sample: sample, input: input, into: ring, workers: workers)
        next += 1
      }
      for channel in 0..<outputChannels {
        var count = 0
        for (index, tap) in taps.enumerated() where y + tap.dy >= 0 && y + tap.dy < input.height {
          let row = ring.row(y + tap.dy) + (channel * taps.count + index) * stride + margin + tap.dx
          shifts[count] = Int32(row - values)
          count += 1
        }
        let bias = self.bias?.withUnsafeBufferPointer { $0[channel] } ?? 0
        var job = SaccadeShiftedSum(
          terms: values, shifts: shifts, count: count, width: output.width, bias: bias, slope: finish.slope,
          accumulate: finish.accumulates, out: output.plane(sample: sample, channel: channel) + y * output.width)
        workers.kernels.networks.products.shifted_sum(&job)
      }
    }
  }

  /// The products of one row of the input with every tap.
  private func multiply(
    row: Int, sample: Int, input: ConcatenatedMaps, into ring: Ring, workers: Workers
  ) {
    let target = ring.row(row)
    weights.multiply(
      input, sample: sample, from: row * input.width, count: input.width, into: target + ring.margin,
      stride: ring.columnStride, workers: workers)
    for index in 0..<weights.outputs {
      let line = target + index * ring.columnStride
      line.update(repeating: 0, count: ring.margin)
      (line + ring.margin + input.width).update(
        repeating: 0, count: ring.columnStride - ring.margin - input.width)
    }
  }
}

extension Tap {
  /// The places of a kernel, row by row.
  static func kernel(rows: Int, columns: Int, padding: Int) -> [Tap] {
    (0..<rows).flatMap { ky in (0..<columns).map { kx in Tap(dy: ky - padding, dx: kx - padding) } }
  }
}
