import CKernels
import Tensors

/// Enlarging maps to twice their height and width, bilinearly, with the corner pixels on the corners.
///
/// Output `y` reads the input at `y · (height − 1) / (2 · height − 1)`. Cost: 8 operations an output value.
public struct Upsampling2x: Sendable {
  let height: Int
  let width: Int
  let left: Tensor<Int32>
  let right: Tensor<Int32>
  let fraction: Tensor<Float>

  /// Prepares the enlargement of maps of `height` x `width`.
  public init(height: Int, width: Int) {
    precondition(height > 0 && width > 0, "A picture of \(height) x \(width) cannot be enlarged.")
    self.height = height
    self.width = width
    let positions = (0..<2 * width).map { Self.position($0, length: width) }
    left = Tensor(shape: [2 * width], scalars: positions.map { Int32($0.index) })
    right = Tensor(shape: [2 * width], scalars: positions.map { Int32(min($0.index + 1, width - 1)) })
    fraction = Tensor(shape: [2 * width], scalars: positions.map(\.fraction))
  }

  /// Enlarges every channel of `input` into `output`.
  ///
  /// - Parameter scale: A factor of the values: 2 for a flow, whose unit is the pixel.
  public func callAsFunction(_ input: FeatureMap, scale: Float = 1, into output: FeatureMap, workers: Workers) {
    precondition(
      input.height == height && input.width == width, "The enlargement was prepared for \(height) x \(width).")
    precondition(
      output.shape == [input.batch, input.channelCount, 2 * height, 2 * width],
      "The output's shape \(output.shape) is not twice \(input.shape).")
    precondition(!output.overlaps(input), "An enlargement cannot write into its own input.")
    workers.run(input.batch * input.channelCount) { item, _ in
      let (sample, channel) = item.quotientAndRemainder(dividingBy: input.channelCount)
      let source = input.plane(sample: sample, channel: channel)
      let target = output.plane(sample: sample, channel: channel)
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          fraction.withUnsafeBufferPointer { fraction in
            for y in 0..<2 * height {
              let position = Self.position(y, length: height)
              let bottom = min(position.index + 1, height - 1)
              workers.kernels.resample_row(
                source + position.index * width, source + bottom * width, scale * (1 - position.fraction),
                scale * position.fraction, left.baseAddress, right.baseAddress, fraction.baseAddress, 2 * width,
                target + y * 2 * width)
            }
          }
        }
      }
    }
  }

  static func position(_ index: Int, length: Int) -> (index: Int, fraction: Float) {
    let position = Float(index) * (length > 1 ? Float(length - 1) / Float(2 * length - 1) : 0)
    let whole = min(Int(position), length - 1)
    return (whole, position - Float(whole))
  }
}
