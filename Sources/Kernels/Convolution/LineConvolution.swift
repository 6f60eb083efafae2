import CKernels
import Runtime
import Tensors

/// A convolution of 1 x 5 or 5 x 1, stride 1, that keeps the size, by Winograd's minimal filtering along its axis.
///
/// `out[n, o, y, x] = activation(bias[o] + addend[n, o, y, x] + Σ weight[o, c, k] · in[n, c, …])`, zero outside. Four
/// outputs are made from 8 products instead of 20. Rounding grows by the transforms: the root mean square error against
/// exact sums is some 1e-6 of that of the outputs. Bound by multiply-adds.
///
/// A map is cut into blocks of lines, each transformed, multiplied and transformed back by one thread while it stays in
/// cache.
public struct LineConvolution: Sendable {
  /// The axis of a kernel.
  public enum Axis: Sendable, Hashable {
    /// 1 x 5.
    case rows
    /// 5 x 1.
    case columns
  }

  /// The taps of a kernel.
  public static let taps = 5
  private static let matrixCount = 8
  private static let lanes = 16
  /// Lines of a block: three of the widest registers.
  private static let blockLines = 48

  /// Along what it goes.
  public let axis: Axis
  /// The number of input channels.
  public let inputChannels: Int
  /// The number of output channels.
  public let outputChannels: Int
  private let weights: AlignedMemory
  private let bias: Tensor<Float>?

  /// Transforms the weights, once.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, 1, 5]` or `[outputs, inputs, 5, 1]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - channels: The inputs that it reads, in their order; nil for all. What they are multiplied by is that part of
  ///     the weight.
  public init(weight: Tensor<Float>, bias: Tensor<Float>? = nil, channels: [Range<Int>]? = nil) {
    precondition(
      weight.rank == 4 && [[1, Self.taps], [Self.taps, 1]].contains(Array(weight.shape.suffix(2))),
      "A line has five taps, not \(weight.shape).")
    precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "A convolution has one bias an output.")
    axis = weight.shape[2] == 1 ? .rows : .columns
    outputChannels = weight.shape[0]
    let channels = channels ?? [0..<weight.shape[1]]
    inputChannels = channels.reduce(0) { $0 + $1.count }
    self.bias = bias
    let stride = inputChannels * PackedWeights.paddedRows(outputChannels)
    weights = AlignedMemory(uninitializedByteCount: Self.matrixCount * stride * MemoryLayout<Float>.stride)
    let all = weight.shape[1] * Self.taps
    let scalars = weight.scalars
    var chosen: [Float] = []
    chosen.reserveCapacity(outputChannels * inputChannels * Self.taps)
    for output in 0..<outputChannels {
      for range in channels {
        chosen += scalars[output * all + range.lowerBound * Self.taps..<output * all + range.upperBound * Self.taps]
      }
    }
    chosen.withUnsafeBufferPointer {
      var job = SaccadeLineWeights(
        weight: $0.baseAddress, outputs: outputChannels, inputs: inputChannels,
        output_stride: inputChannels * Self.taps, input_stride: Self.taps, packed: matrix(0), matrix_stride: stride)
      InstructionSet.bestTable.networks.lines.weights(&job)
    }
  }

  private func matrix(_ index: Int) -> UnsafeMutablePointer<Float> {
    weights.baseAddress.assumingMemoryBound(to: Float.self)
      + index * inputChannels * PackedWeights.paddedRows(outputChannels)
  }

  /// The floating-point operations of one sample of `height` x `width`, counted as a direct convolution.
  public func operations(height: Int, width: Int) -> Int {
    2 * outputChannels * inputChannels * Self.taps * height * width
  }

  /// Convolves the channels of maps, one after another, into `output` of their size, which must overlap none of them.
  ///
  /// - Parameter addend: What is added to the sums, of the output's shape; nil for nothing.
  public func callAsFunction(
    _ input: ConcatenatedMaps, adding addend: FeatureMap? = nil, into output: FeatureMap,
    activation: Activation = .identity, workers: Workers
  ) {
    ConvolutionOperands(inputs: inputChannels, outputs: outputChannels, size: (input.height, input.width))
      .check(input, output)
    precondition(
      addend.map { $0.shape == output.shape } ?? true, "What is added to \(output.shape) has that shape.")
    let isDown = axis == .columns
    let across = isDown ? input.width : (input.width + 3) / 4
    let count = across * (isDown ? (input.height + 3) / 4 : input.height)
    let blocks = RowBands(rows: count, perBand: Self.blockLines)
    workers.run(input.batch * blocks.count) { item, scratch in
      let (sample, block) = item.quotientAndRemainder(dividingBy: blocks.count)
      let range = blocks[block]
      let lines = SaccadeLines(
        down: isDown ? 1 : 0, height: input.height, width: input.width, first: range.lowerBound, count: range.count)
      run(
        lines, sample: sample, input: input, addend: addend, output: output, activation: activation,
        scratch: scratch, workers: workers)
    }
  }

  private func run(
    _ lines: SaccadeLines, sample: Int, input: ConcatenatedMaps, addend: FeatureMap?, output: FeatureMap,
    activation: Activation, scratch: Scratch, workers: Workers
  ) {
    let loops = workers.kernels.networks
    let stride = (lines.count + Self.lanes - 1) / Self.lanes * Self.lanes
    // Apart by an odd number of cache lines, so that one line's values do not fall on the same few places of a cache.
    let inputStride = inputChannels * stride + Self.lanes
    let outputStride = PackedWeights.paddedRows(outputChannels) * stride + Self.lanes
    let values = scratch.floats(Self.matrixCount * (inputStride + outputStride))
    let products = values + Self.matrixCount * inputStride
    input.forEachRun(of: 0..<inputChannels, sample: sample) { plane, first, count in
      var job = SaccadeLineInput(
        plane: plane, plane_stride: input.planeCount, channels: count, lines: lines, values: values + first * stride,
        channel_stride: stride, matrix_stride: inputStride)
      loops.lines.input(&job)
    }
    for index in 0..<Self.matrixCount {
      var job = SaccadeProduct(
        weights: matrix(index), terms: inputChannels, columns: values + index * inputStride, channel_stride: stride,
        channels: inputChannels, taps: nil, tap_count: 1, outputs: outputChannels, count: lines.count, accumulate: 0,
        out: products + index * outputStride, out_stride: stride)
      loops.products.panels(&job)
    }
    bias.withUnsafePointer { bias in
      var job = SaccadeLineOutput(
        products: products, channel_stride: stride, matrix_stride: outputStride, bias: bias,
        addend: addend.map { UnsafePointer($0.plane(sample: sample)) }, addend_stride: output.planeCount,
        slope: activation.negativeSlope, plane: output.plane(sample: sample), plane_stride: output.planeCount,
        channels: outputChannels, lines: lines)
      loops.lines.output(&job)
    }
  }
}
