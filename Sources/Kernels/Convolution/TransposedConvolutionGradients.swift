import Tensors

/// The gradient of a transposed convolution with respect to its input: a convolution with the same weights.
public struct TransposedConvolutionInputGradient: Sendable {
  private let convolution: Convolution2D

  /// Prepares the gradient of a kernel `[inputs, outputs, rows, columns]`.
  public init(weight: Tensor<Float>, stride: Int, padding: Int) {
    convolution = Convolution2D(weight: weight, stride: stride, padding: padding)
  }

  /// The bytes of the weights in the form that is computed with.
  public var packedByteCount: Int { convolution.packedByteCount }

  /// Puts other weights of the same shape in place; copies of this value see them too. Takes no memory.
  public func replaceWeights(by weight: Tensor<Float>) { convolution.replaceWeights(by: weight) }

  /// Writes the gradient of the input `[batch, inputs, height, width]`, or adds it to what is there.
  public func callAsFunction(
    _ outputGradient: FeatureMap, into inputGradient: FeatureMap, isAdded: Bool = false, workers: Workers
  ) {
    convolution.run(
      ConcatenatedMaps(outputGradient), into: inputGradient, finish: Finish(isAdded: isAdded), workers: workers)
  }
}

/// The gradient of a transposed convolution with respect to its weights.
///
/// `dw[c, o, ky, kx] = Σ x[n, c, y, x] · dy[n, o, y·stride + ky − padding, …]`: one product on BLAS a tap.
public struct TransposedConvolutionWeightGradient: Sendable {
  private let shape: ConvolutionShape
  private let gradient: TapWeightGradient

  /// Describes the gradient of a kernel `[inputs, outputs, rows, columns]`.
  public init(inputs: Int, outputs: Int, rows: Int, columns: Int, stride: Int, padding: Int) {
    // Seen from the gradient, it is a convolution of the output's gradient.
    shape = ConvolutionShape(
      outputs: inputs, inputs: outputs, rows: rows, columns: columns, stride: stride, padding: padding)
    gradient = TapWeightGradient(
      dense: inputs, patched: outputs, taps: Tap.kernel(rows: rows, columns: columns, padding: padding), step: stride)
  }

  /// Writes the gradient of the weights, summed over the batch, into a map of shape `[inputs, outputs, rows, columns]`.
  public func callAsFunction(
    _ input: ConcatenatedMaps, _ outputGradient: FeatureMap, into weightGradient: FeatureMap, isAdded: Bool = false,
    workers: Workers
  ) {
    precondition(
      input.channelCount == shape.outputs && outputGradient.channelCount == shape.inputs,
      "Maps of \(input.channelCount) and \(outputGradient.channelCount) channels are not those of this layer.")
    let size = shape.outputSize(height: outputGradient.height, width: outputGradient.width)
    precondition(
      input.batch == outputGradient.batch && (input.height, input.width) == size,
      "A gradient of shape \(outputGradient.shape) is not that of the output for \(input.shape).")
    precondition(
      weightGradient.shape == shape.weightShape && weightGradient.isWhole,
      "A gradient of shape \(weightGradient.shape) is not that of weights \(shape.weightShape).")
    gradient.run(
      dense: input, patched: ConcatenatedMaps(outputGradient), into: weightGradient, isAdded: isAdded, workers: workers)
  }
}
