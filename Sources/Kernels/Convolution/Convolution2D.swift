import Tensors

/// A two-dimensional convolution (cross-correlation) with zero padding.
///
/// `out[n, o, y, x] = activation(bias[o] + Σ weight[o, c, ky, kx] · in[n, c, y·stride + ky − padding, …])`.
/// Cost: `2 · batch · outputs · inputs · kernel area · output pixels` floating-point operations.
public struct Convolution2D: Sendable {
  private let shape: ConvolutionShape
  private let implementation: ConvolutionImplementation

  /// Prepares a convolution. Cost: the weights are packed, and for Winograd's algorithm transformed, once.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, rows, columns]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - tiles: The size of Winograd's tiles where that serves this shape; nil for the one that measured fastest on
  ///     large maps. Maps of a few pixels a side are better served by ``WinogradTiles/two``.
  ///   - isDirect: Whether the sums are those of the products themselves, never Winograd's, whose rounding is larger:
  ///     for what a rounding decides, as whether a neuron spikes.
  public init(
    weight: Tensor<Float>, bias: Tensor<Float>? = nil, stride: Int = 1, padding: Int = 0, tiles: WinogradTiles? = nil,
    isDirect: Bool = false
  ) {
    shape = ConvolutionShape(weight: weight, stride: stride, padding: padding)
    precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "A convolution has one bias an output.")
    implementation = ConvolutionImplementation(shape, weight: weight, bias: bias, tiles: tiles, isDirect: isDirect)
  }

  /// The number of input channels.
  public var inputChannels: Int { shape.inputs }
  /// The number of output channels.
  public var outputChannels: Int { shape.outputs }
  /// The rows and columns of the kernel.
  public var kernelSize: (rows: Int, columns: Int) { (shape.rows, shape.columns) }
  /// The distance of two outputs in input pixels.
  public var stride: Int { shape.stride }
  /// The zeros added on every side.
  public var padding: Int { shape.padding }
  /// How this shape is computed.
  public var algorithm: ConvolutionAlgorithm { implementation.algorithm }

  /// The bytes of the weights in the form that is computed with.
  public var packedByteCount: Int { implementation.packedByteCount }

  /// Puts other weights of the same shape in place; copies of this value see them too. Takes no memory.
  public func replaceWeights(by weight: Tensor<Float>) {
    shape.check(weight)
    implementation.pack(weight)
  }

  /// The size of the output for an input of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    shape.outputSize(height: height, width: width)
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
  ///
  /// - Parameter isAdded: Whether the result, activation included, is added to what `output` holds.
  public func callAsFunction(
    _ input: ConcatenatedMaps, into output: FeatureMap, activation: Activation = .identity, isAdded: Bool = false,
    workers: Workers
  ) {
    run(input, into: output, finish: Finish(activation: activation, isAdded: isAdded), workers: workers)
  }

  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    shape.check(input: input, output: output)
    implementation.run(input, into: output, finish: finish, workers: workers)
  }
}
