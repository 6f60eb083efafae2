import Tensors

/// A two-dimensional transposed convolution: the gradient of a convolution with respect to its input.
///
/// `out[n, o, y·stride + ky − padding, x·stride + kx − padding] += weight[c, o, ky, kx] · in[n, c, y, x]`, plus a bias.
/// It is computed as `stride²` ordinary convolutions, one for each phase of the output pixels, so that every output is
/// written once. Cost: `2 · batch · outputs · inputs · kernel area · input pixels` floating-point operations.
public struct TransposedConvolution2D: Sendable {
  /// The number of input channels.
  public let inputChannels: Int
  /// The number of output channels.
  public let outputChannels: Int
  /// The rows and columns of the kernel.
  public let kernelSize: (rows: Int, columns: Int)
  /// The distance of two inputs in output pixels.
  public let stride: Int
  /// The output pixels dropped on every side.
  public let padding: Int
  private let product: TapConvolution

  /// Prepares a transposed convolution.
  ///
  /// - Parameters:
  ///   - weight: `[inputs, outputs, rows, columns]`.
  ///   - bias: `[outputs]`, or nil for none.
  public init(weight: Tensor<Float>, bias: Tensor<Float>? = nil, stride: Int, padding: Int) {
    precondition(weight.rank == 4 && weight.count > 0, "A convolution's weight has four axes, not \(weight.shape).")
    precondition(bias.map { $0.shape == [weight.shape[1]] } ?? true, "A convolution has one bias an output.")
    precondition(stride > 0 && padding >= 0, "A convolution needs a positive stride and no negative padding.")
    precondition(
      weight.shape[2] >= stride && weight.shape[3] >= stride, "A kernel smaller than its stride leaves holes.")
    inputChannels = weight.shape[0]
    outputChannels = weight.shape[1]
    kernelSize = (weight.shape[2], weight.shape[3])
    self.stride = stride
    self.padding = padding
    product = TapConvolution(transposing: weight, bias: bias, stride: stride, padding: padding)
  }

  /// The bytes of the weights in the form that is computed with.
  public var packedByteCount: Int { product.packedByteCount }

  /// Puts other weights of the same shape in place; copies of this value see them too. Takes no memory.
  public func replaceWeights(by weight: Tensor<Float>) {
    precondition(
      weight.shape == [inputChannels, outputChannels, kernelSize.rows, kernelSize.columns],
      "Weights of shape \(weight.shape) do not replace these.")
    product.pack(weight)
  }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      (height - 1) * stride - 2 * padding + kernelSize.rows,
      (width - 1) * stride - 2 * padding + kernelSize.columns
    )
  }

  /// Writes the transposed convolution of `input` into `output`, which must not overlap it.
  public func callAsFunction(
    _ input: FeatureMap, into output: FeatureMap, activation: Activation = .identity, workers: Workers
  ) {
    self(ConcatenatedMaps(input), into: output, activation: activation, workers: workers)
  }

  /// The same of the channels of several maps, one after another.
  public func callAsFunction(
    _ input: ConcatenatedMaps, into output: FeatureMap, activation: Activation = .identity, workers: Workers
  ) {
    let size = outputSize(height: input.height, width: input.width)
    ConvolutionOperands(inputs: inputChannels, outputs: outputChannels, size: size).check(input, output)
    product.run(input, into: output, finish: Finish(activation: activation), workers: workers)
  }
}
