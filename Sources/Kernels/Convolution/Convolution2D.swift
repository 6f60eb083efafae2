import Tensors

/// A two-dimensional convolution (cross-correlation) with zero padding.
///
/// `out[n, o, y, x] = activation(bias[o] + Σ weight[o, c, ky, kx] · in[n, c, y·stride + ky − padding, …])`.
/// Cost: `2 · batch · outputs · inputs · kernel area · output pixels` floating-point operations.
public struct Convolution2D: Sendable {
  /// The number of input channels.
  public let inputChannels: Int
  /// The number of output channels.
  public let outputChannels: Int
  /// The rows and columns of the kernel.
  public let kernelSize: (rows: Int, columns: Int)
  /// The distance of two outputs in input pixels.
  public let stride: Int
  /// The zeros added on every side.
  public let padding: Int
  private let implementation: ConvolutionImplementation

  /// How this shape is computed.
  public var algorithm: ConvolutionAlgorithm { implementation.algorithm }

  /// Prepares a convolution.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, rows, columns]`.
  ///   - bias: `[outputs]`, or nil for none.
  public init(weight: Tensor<Float>, bias: Tensor<Float>? = nil, stride: Int = 1, padding: Int = 0) {
    precondition(weight.rank == 4 && weight.count > 0, "A convolution's weight has four axes, not \(weight.shape).")
    precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "A convolution has one bias an output.")
    precondition(stride > 0 && padding >= 0, "A convolution needs a positive stride and no negative padding.")
    outputChannels = weight.shape[0]
    inputChannels = weight.shape[1]
    kernelSize = (weight.shape[2], weight.shape[3])
    self.stride = stride
    self.padding = padding
    implementation = ConvolutionImplementation(weight: weight, bias: bias, stride: stride, padding: padding)
  }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      (height + 2 * padding - kernelSize.rows) / stride + 1,
      (width + 2 * padding - kernelSize.columns) / stride + 1
    )
  }

  /// The floating-point operations of one sample of `height` x `width`.
  public func operations(height: Int, width: Int) -> Int {
    let size = outputSize(height: height, width: width)
    return 2 * outputChannels * inputChannels * kernelSize.rows * kernelSize.columns * size.height * size.width
  }

  /// Convolves `input` into `output`, which must not overlap it.
  public func callAsFunction(
    _ input: FeatureMap, into output: FeatureMap, activation: Activation = .identity, workers: Workers
  ) {
    self(ConcatenatedMaps(input), into: output, activation: activation, workers: workers)
  }

  /// Convolves the channels of several maps, one after another, into `output`, which must overlap none of them.
  public func callAsFunction(
    _ input: ConcatenatedMaps, into output: FeatureMap, activation: Activation = .identity, workers: Workers
  ) {
    let size = outputSize(height: input.height, width: input.width)
    ConvolutionOperands(inputs: inputChannels, outputs: outputChannels, size: size).check(input, output)
    implementation.run(input, into: output, finish: Finish(activation: activation), workers: workers)
  }
}
