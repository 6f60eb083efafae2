import CKernels
import Tensors

/// A convolution of 7 x 7, stride 2 and padding 3, by Winograd's minimal filtering down the columns.
///
/// Odd and even rows are two convolutions of four taps, each of which makes five outputs from 8 products instead of 20:
/// 16 products for 35. Along the rows the taps are products of their own, odd and even columns apart. A band of five rows
/// goes through all steps in one thread. Rounding is that of ``LineConvolution``. Bound by multiply-adds.
struct HalvingConvolution: Sendable {
  /// The rows and columns of the kernel.
  static let side = 7
  private static let matrixCount = 8
  private static let bandRows = 5
  private static let lanes = 16
  /// Odd columns of the kernel's left edge come first: from j − 2 on there, from j − 1 on for even ones.
  private static let columns = [0, 2, 4, 6, 1, 3, 5]
  /// The transform of four taps, at the points of tiles of 6 x 6.
  private static let transform: [[Double]] = [
    [1, 0, 0, 0],
    [-2.0 / 9, -2.0 / 9, -2.0 / 9, -2.0 / 9],
    [-2.0 / 9, 2.0 / 9, -2.0 / 9, 2.0 / 9],
    [1.0 / 90, 2.0 / 90, 4.0 / 90, 8.0 / 90],
    [1.0 / 90, -2.0 / 90, 4.0 / 90, -8.0 / 90],
    [32.0 / 45, 16.0 / 45, 8.0 / 45, 4.0 / 45],
    [32.0 / 45, -16.0 / 45, 8.0 / 45, -4.0 / 45],
    [0, 0, 0, 1],
  ]

  let inputChannels: Int
  let outputChannels: Int
  private let matrices: [PackedWeights]
  private let bias: Tensor<Float>?

  /// Transforms a kernel `[outputs, inputs, 7, 7]`.
  init(weight: Tensor<Float>, bias: Tensor<Float>?) {
    precondition(
      Array(weight.shape.suffix(2)) == [Self.side, Self.side], "This way is for 7 x 7, not \(weight.shape).")
    (outputChannels, inputChannels) = (weight.shape[0], weight.shape[1])
    let (outputs, terms) = (weight.shape[0], 2 * weight.shape[1] * Self.side)
    matrices = (0..<Self.matrixCount).map { _ in PackedWeights(outputs: outputs, terms: terms) }
    self.bias = bias
    pack(weight)
  }

  var packedByteCount: Int { matrices.reduce(0) { $0 + $1.byteCount } }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    let (side, rows) = (Self.side, PackedWeights.rowsPerPanel)
    weight.withUnsafeBufferPointer { weight in
      for (index, matrix) in matrices.enumerated() {
        for output in 0..<outputChannels {
          let target = matrix.panel(from: output / rows * rows) + output % rows
          for term in 0..<matrix.terms {
            let (line, tap) = term.quotientAndRemainder(dividingBy: side)
            let (channel, parity) = line.quotientAndRemainder(dividingBy: 2)
            let kernel = (output * inputChannels + channel) * side * side + Self.columns[tap]
            // The three taps of even rows are the last of four.
            var sum = 0.0
            for k in parity..<4 { sum += Self.transform[index][k] * Double(weight[kernel + (2 * k - parity) * side]) }
            target[term * rows] = Float(sum)
          }
        }
      }
    }
  }

  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    let bands = RowBands(rows: output.height, perBand: Self.bandRows)
    workers.run(input.batch * bands.count) { item, scratch in
      let (sample, band) = item.quotientAndRemainder(dividingBy: bands.count)
      runBand(band, sample: sample, input: input, output: output, finish: finish, scratch: scratch, workers: workers)
    }
  }

  private func runBand(
    _ band: Int, sample: Int, input: ConcatenatedMaps, output: FeatureMap, finish: Finish, scratch: Scratch,
    workers: Workers
  ) {
    let loops = workers.kernels.networks
    let sumStride = (output.width + Self.lanes - 1) / Self.lanes * Self.lanes
    // Taps reach three columns further than the registers of the sums.
    let rowStride = sumStride + Self.lanes
    let inputStride = 4 * inputChannels * rowStride + Self.lanes
    let outputStride = PackedWeights.paddedRows(outputChannels) * sumStride + Self.lanes
    let values = scratch.floats(Self.matrixCount * (inputStride + outputStride) + Self.side)
    let products = values + Self.matrixCount * inputStride
    let taps = UnsafeMutableRawPointer(products + Self.matrixCount * outputStride).assumingMemoryBound(to: Int32.self)
    for tap in 0..<Self.side { taps[tap] = Int32(tap < 4 ? tap : rowStride + tap - 3) }
    input.forEachRun(of: 0..<inputChannels, sample: sample) { plane, first, count in
      var job = SaccadeHalvingInput(
        plane: plane, plane_stride: input.planeCount, channels: count, height: input.height, width: input.width,
        band: band, columns: output.width, values: values + 4 * first * rowStride, row_stride: rowStride,
        matrix_stride: inputStride)
      loops.lines.halving_input(&job)
    }
    for (index, matrix) in matrices.enumerated() {
      var job = SaccadeProduct(
        weights: matrix.panel(), terms: matrix.terms, columns: values + index * inputStride,
        channel_stride: 2 * rowStride, channels: 2 * inputChannels, taps: taps, tap_count: Self.side,
        outputs: outputChannels, count: output.width, accumulate: 0, out: products + index * outputStride,
        out_stride: sumStride)
      loops.products.taps(&job)
    }
    bias.withUnsafePointer { bias in
      var job = SaccadeHalvingOutput(
        products: products, channel_stride: sumStride, matrix_stride: outputStride, bias: bias, slope: finish.slope,
        accumulate: finish.accumulates, plane: output.plane(sample: sample), plane_stride: output.planeCount,
        channels: outputChannels, height: output.height, width: output.width, band: band)
      loops.lines.halving_output(&job)
    }
  }
}
