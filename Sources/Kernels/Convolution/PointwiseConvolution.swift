import CKernels
import Tensors

/// A convolution of 1 x 1 and stride 1: one matrix product with the pixels as they lie. Bound by memory.
struct PointwiseConvolution: Sendable {
  let inputChannels: Int
  let outputChannels: Int
  private let isGradient: Bool
  private let weights: PackedWeights
  private let bias: Tensor<Float>?

  private static let lanes = 16
  /// The pixels of an item: its columns of all channels stay in the second-level cache.
  private static let itemPixels = 384

  /// Prepares the convolution of a kernel `[outputs, inputs, 1, 1]`.
  ///
  /// - Parameter isGradient: Whether outputs and inputs change places.
  init(weight: Tensor<Float>, bias: Tensor<Float>?, isGradient: Bool = false) {
    outputChannels = weight.shape[isGradient ? 1 : 0]
    inputChannels = weight.shape[isGradient ? 0 : 1]
    weights = PackedWeights(outputs: outputChannels, terms: inputChannels)
    self.bias = bias
    self.isGradient = isGradient
    pack(weight)
  }

  var packedByteCount: Int { weights.byteCount }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    let (inputs, outputs) = (inputChannels, outputChannels)
    if isGradient {
      weights.pack(weight) { output, input in input * outputs + output }
    } else {
      weights.pack(weight) { output, input in output * inputs + input }
    }
  }

  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    let count = input.planeCount
    let items = (count + Self.itemPixels - 1) / Self.itemPixels
    workers.run(input.batch * items) { item, scratch in
      let (sample, index) = item.quotientAndRemainder(dividingBy: items)
      let pixels = index * Self.itemPixels..<min((index + 1) * Self.itemPixels, count)
      let stride = (pixels.count + Self.lanes - 1) / Self.lanes * Self.lanes
      let sums = scratch.floats(PackedWeights.paddedRows(outputChannels) * stride)
      weights.multiply(
        input, sample: sample, from: pixels.lowerBound, count: pixels.count, into: sums, stride: stride,
        workers: workers)
      for channel in 0..<outputChannels {
        let bias = self.bias?.withUnsafeBufferPointer { $0[channel] } ?? 0
        var job = SaccadeFinish(
          sums: sums + channel * stride, phase_stride: 0, phases: 1, count: pixels.count, bias: bias,
          slope: finish.slope, accumulate: finish.accumulates,
          out: output.plane(sample: sample, channel: channel) + pixels.lowerBound)
        workers.kernels.networks.rows.finish(&job)
      }
    }
  }
}

extension PackedWeights {
  /// The product of the weights with `count` pixels of all channels from the pixel `start` on: a row of `stride` values
  /// for every output, with room for whole panels and registers.
  func multiply(
    _ input: ConcatenatedMaps, sample: Int, from start: Int, count: Int, into sums: UnsafeMutablePointer<Float>,
    stride: Int, workers: Workers
  ) {
    input.forEachRun(of: 0..<terms, sample: sample) { plane, first, channels in
      var job = SaccadeProduct(
        weights: panel() + first * Self.rowsPerPanel, terms: terms, columns: plane + start,
        channel_stride: input.planeCount, channels: channels, taps: nil, tap_count: 1, outputs: outputs, count: count,
        accumulate: first > 0 ? 1 : 0, out: sums, out_stride: stride)
      workers.kernels.networks.products.planes(&job)
    }
  }
}
