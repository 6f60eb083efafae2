import Tensors

/// What a convolution is before its weights are known.
struct ConvolutionShape: Sendable, Hashable {
  let outputs: Int
  let inputs: Int
  let rows: Int
  let columns: Int
  let stride: Int
  let padding: Int

  /// Reads the shape of a kernel `[outputs, inputs, rows, columns]`.
  init(weight: Tensor<Float>, stride: Int, padding: Int) {
    precondition(weight.rank == 4 && weight.count > 0, "A convolution's weight has four axes, not \(weight.shape).")
    self.init(
      outputs: weight.shape[0], inputs: weight.shape[1], rows: weight.shape[2], columns: weight.shape[3],
      stride: stride, padding: padding)
  }

  init(outputs: Int, inputs: Int, rows: Int, columns: Int, stride: Int, padding: Int) {
    precondition(
      outputs > 0 && inputs > 0 && rows > 0 && columns > 0, "A convolution needs outputs, inputs and a kernel.")
    precondition(stride > 0 && padding >= 0, "A convolution needs a positive stride and no negative padding.")
    self.outputs = outputs
    self.inputs = inputs
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.padding = padding
  }

  /// `[outputs, inputs, rows, columns]`.
  var weightShape: [Int] { [outputs, inputs, rows, columns] }

  /// The size of the output for an input of `height` x `width`.
  func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    ((height + 2 * padding - rows) / stride + 1, (width + 2 * padding - columns) / stride + 1)
  }

  /// Stops the program where weights have another shape.
  func check(_ weight: Tensor<Float>) {
    precondition(
      weight.shape == weightShape, "Weights of shape \(weight.shape) do not replace those of \(weightShape).")
  }

  /// Stops the program where a map has another shape, or both are the same memory.
  func check(input: ConcatenatedMaps, output: FeatureMap) {
    ConvolutionOperands(
      inputs: inputs, outputs: outputs, size: outputSize(height: input.height, width: input.width)
    ).check(input, output)
  }
}
