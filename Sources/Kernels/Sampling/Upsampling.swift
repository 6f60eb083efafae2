import CKernels
import Tensors

/// Enlarging maps to twice their height and width, bilinearly, with the corner pixels on the corners.
///
/// Output `y` reads the input at `y · (height − 1) / (2 · height − 1)`. Cost: 5 operations an output value, bound by
/// memory.
public struct Upsampling2x: Sendable {
  let height: Int
  let width: Int
  private let left: Tensor<Int32>
  private let right: Tensor<Int32>
  private let fraction: Tensor<Float>
  let rowTaps: DoublingTaps
  let columnTaps: DoublingTaps

  private static let rowsPerBand = 32

  /// Prepares the enlargement of maps of `height` x `width`.
  public init(height: Int, width: Int) {
    precondition(height > 0 && width > 0, "A picture of \(height) x \(width) cannot be enlarged.")
    self.height = height
    self.width = width
    // Whole registers; places beyond the row repeat its last.
    let positions = (0..<Self.padded(2 * width)).map { Self.position(min($0, 2 * width - 1), length: width) }
    left = Tensor(shape: [positions.count], scalars: positions.map { Int32($0.index) })
    right = Tensor(shape: [positions.count], scalars: positions.map { Int32(min($0.index + 1, width - 1)) })
    fraction = Tensor(shape: [positions.count], scalars: positions.map(\.fraction))
    rowTaps = DoublingTaps(length: height)
    columnTaps = DoublingTaps(length: width)
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
    let bands = RowBands(rows: 2 * height, perBand: Self.rowsPerBand)
    let streaming = output.isStreamed
    let stride = Self.padded(2 * width)
    // Taken once: counting references in every item would make the threads wait for each other.
    withUnsafeTables { left, right, fractions in
      workers.run(input.batch * input.channelCount * bands.count) { item, scratch in
        let (plane, band) = item.quotientAndRemainder(dividingBy: bands.count)
        let (sample, channel) = plane.quotientAndRemainder(dividingBy: input.channelCount)
        let source = input.plane(sample: sample, channel: channel)
        let target = output.plane(sample: sample, channel: channel)
        let rows = scratch.floats(2 * stride)
        var enlarged = -1
        for y in bands[band] {
          let position = Self.position(y, length: height)
          let bottom = min(position.index + 1, height - 1)
          while enlarged < bottom {
            enlarged = max(enlarged + 1, position.index)
            workers.kernels.networks.resizing.resample(
              source + enlarged * width, left, right, fractions, 2 * width, rows + enlarged % 2 * stride)
          }
          workers.kernels.networks.resizing.blend(
            rows + position.index % 2 * stride, rows + bottom % 2 * stride, scale * (1 - position.fraction),
            scale * position.fraction, 2 * width, streaming, target + y * 2 * width)
        }
        if streaming != 0 { workers.kernels.networks.rows.fence_stores() }
      }
    }
  }

  private func withUnsafeTables(
    _ body: (UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<Float>?) -> Void
  ) {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        fraction.withUnsafeBufferPointer { body(left.baseAddress, right.baseAddress, $0.baseAddress) }
      }
    }
  }

  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  /// The place before place `index` of a doubled axis, and how far it is from there to the next.
  static func position(_ index: Int, length: Int) -> (index: Int, fraction: Float) {
    let divisor = 2 * length - 1
    let (whole, rest) = (index * (length - 1)).quotientAndRemainder(dividingBy: divisor)
    return (whole, Float(rest) / Float(divisor))
  }
}
