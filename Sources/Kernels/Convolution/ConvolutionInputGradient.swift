import Tensors

/// The gradient of a convolution with respect to its input: each output's gradient, spread by the kernel it came through.
///
/// `dx[n, c, y·stride + ky − padding, …] = Σ weight[o, c, ky, kx] · dy[n, o, y, x]`. With stride 1 it is a convolution
/// with the kernels turned by half a circle, 3 x 3 by Winograd's algorithm; else a transposed convolution.
/// Cost: that of the convolution.
public struct ConvolutionInputGradient: Sendable {
  private let shape: ConvolutionShape
  private let implementation: ConvolutionImplementation

  /// Prepares the gradient of a convolution with the kernel `[outputs, inputs, rows, columns]`.
  ///
  /// - Parameter isDirect: Whether the sums are those of the products themselves, never Winograd's, whose transformed
  ///   weights take four to seven times the memory.
  public init(weight: Tensor<Float>, stride: Int = 1, padding: Int = 0, isDirect: Bool = false) {
    shape = ConvolutionShape(weight: weight, stride: stride, padding: padding)
    implementation = ConvolutionImplementation(gradientOf: shape, weight: weight, isDirect: isDirect)
  }

  /// The bytes of the weights in the form that is computed with.
  public var packedByteCount: Int { implementation.packedByteCount }

  /// Puts other weights of the same shape in place; copies of this value see them too. Takes no memory.
  public func replaceWeights(by weight: Tensor<Float>) {
    shape.check(weight)
    implementation.pack(weight)
  }

  /// Writes the gradient of the input.
  ///
  /// - Parameters:
  ///   - outputGradient: `[batch, outputs, …]`, of the size that the convolution makes of `inputGradient`'s.
  ///   - inputGradient: `[batch, inputs, height, width]`, of which `outputGradient` shares nothing.
  ///   - isAdded: Whether to add to what `inputGradient` holds.
  public func callAsFunction(
    _ outputGradient: FeatureMap, into inputGradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    shape.check(input: ConcatenatedMaps(inputGradient), output: outputGradient)
    implementation.run(
      ConcatenatedMaps(outputGradient), into: inputGradient, finish: Finish(isAdded: isAdded), workers: workers)
  }
}
