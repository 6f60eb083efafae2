/// What a convolution reads and writes.
struct ConvolutionOperands {
  var inputs: Int
  var outputs: Int
  /// The size of the output.
  var size: (height: Int, width: Int)

  /// Stops the program where a map has another shape, or both are the same memory.
  func check(_ input: ConcatenatedMaps, _ output: FeatureMap) {
    precondition(
      input.channelCount == inputs,
      "The convolution takes \(inputs) channels, the input has \(input.channelCount).")
    let shape = [input.batch, outputs, size.height, size.width]
    precondition(output.shape == shape, "The output's shape \(output.shape) is not \(shape).")
    precondition(!input.overlaps(output), "A convolution cannot write into its own input.")
  }
}
