import CKernels
import Tensors

extension Upsampling2x {
  /// Adds the gradient of the enlargement's input to `inputGradient`, or writes it.
  ///
  /// - Parameters:
  ///   - outputGradient: `[batch, channels, 2 · height, 2 · width]`.
  ///   - scale: The factor that the enlargement multiplied by.
  public func backward(
    _ outputGradient: FeatureMap, scale: Float = 1, into inputGradient: FeatureMap, isAdded: Bool = false,
    workers: Workers
  ) {
    precondition(
      inputGradient.height == height && inputGradient.width == width,
      "The enlargement was prepared for \(height) x \(width).")
    precondition(
      outputGradient.shape == [inputGradient.batch, inputGradient.channelCount, 2 * height, 2 * width],
      "A gradient of shape \(outputGradient.shape) is not twice \(inputGradient.shape).")
    precondition(!outputGradient.overlaps(inputGradient), "An enlargement cannot write into its own input.")
    workers.run(inputGradient.batch * inputGradient.channelCount) { item, _ in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: inputGradient.channelCount)
      let source = outputGradient.plane(sample: sample, channel: channel)
      let target = inputGradient.plane(sample: sample, channel: channel)
      if !isAdded { target.update(repeating: 0, count: height * width) }
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          fraction.withUnsafeBufferPointer { fraction in
            for y in 0..<2 * height {
              let position = Self.position(y, length: height)
              let bottom = min(position.index + 1, height - 1)
              workers.kernels.resample_row_gradient(
                source + y * 2 * width, scale * (1 - position.fraction), scale * position.fraction, left.baseAddress,
                right.baseAddress, fraction.baseAddress, 2 * width, target + position.index * width,
                target + bottom * width)
            }
          }
        }
      }
    }
  }
}
