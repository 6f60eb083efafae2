import CKernels
import Tensors

/// A convolution of 1 x 1 of what is read of a ``CorrelationVolume``, which stays in the cache in between.
///
/// Cost: as that of the convolution, `2 · 324 · outputs` floating-point operations a pixel.
public struct VolumeProjection: Sendable {
  /// The number of output channels.
  public let outputChannels: Int
  private let weights: PackedWeights
  private let bias: Tensor<Float>?
  private static let lanes = 16
  private static let itemPixels = 48

  /// Packs the weights.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, 324, 1, 1]`.
  ///   - bias: `[outputs]`, or nil for none.
  public init(weight: Tensor<Float>, bias: Tensor<Float>?) {
    let inputs = CorrelationVolume.valueCount
    precondition(
      weight.shape == [weight.shape[0], inputs, 1, 1], "A weight of shape \(weight.shape) does not read a volume.")
    precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "A convolution has one bias an output.")
    outputChannels = weight.shape[0]
    weights = PackedWeights(outputs: outputChannels, terms: inputs)
    self.bias = bias
    weights.pack(weight) { output, input in output * inputs + input }
  }

  /// Reads `volume` around places, as ``CorrelationVolume/lookUp(_:into:workers:)``, and convolves that into `output`.
  public func callAsFunction(
    _ volume: CorrelationVolume, at places: FeatureMap, into output: FeatureMap, activation: Activation,
    workers: Workers
  ) {
    precondition(
      output.shape == [1, outputChannels, volume.height, volume.width], "The output has the shape \(output.shape).")
    let items = RowBands(rows: output.planeCount, perBand: Self.itemPixels)
    workers.run(items.count) { item, scratch in
      let range = items[item]
      let stride = (range.count + Self.lanes - 1) / Self.lanes * Self.lanes
      let values = scratch.floats((weights.terms + PackedWeights.paddedRows(outputChannels)) * stride)
      let sums = values + weights.terms * stride
      volume.lookUp(places, range, into: values, stride: stride, workers: workers)
      var product = SaccadeProduct(
        weights: weights.panel(), terms: weights.terms, columns: values, channel_stride: stride,
        channels: weights.terms, taps: nil, tap_count: 1, outputs: outputChannels, count: range.count, accumulate: 0,
        out: sums, out_stride: stride)
      workers.kernels.networks.products.panels(&product)
      for channel in 0..<outputChannels {
        let bias = self.bias?.withUnsafeBufferPointer { $0[channel] } ?? 0
        var job = SaccadeFinish(
          sums: sums + channel * stride, phase_stride: 0, phases: 1, count: range.count, bias: bias,
          slope: activation.negativeSlope, accumulate: 0,
          out: output.plane(sample: 0, channel: channel) + range.lowerBound)
        workers.kernels.networks.rows.finish(&job)
      }
    }
  }
}
