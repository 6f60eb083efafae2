import CKernels
import Tensors

/// A convolution of stride 1 with at most four outputs, computed directly.
///
/// A matrix product with so few rows spends its time on laying out patches. Here a tile of rows is padded into scratch
/// memory, and every value is loaded once a tap.
struct NarrowConvolution {
  static let largestOutputCount = 4
  private static let tileRows = 8
  private static let scratchBytes = 512 << 10

  let product: PatchProduct
  let kernelSize: (rows: Int, columns: Int)
  let padding: Int

  func run(_ input: ConcatenatedMaps, into output: FeatureMap, activation: Activation, workers: Workers) {
    let halo = (rows: kernelSize.rows - 1, columns: kernelSize.columns - 1)
    let channels = product.inputChannels
    // Tiles as wide as the scratch memory allows, so that a tile's rows stay in the second-level cache.
    let rowBytes = channels * (Self.tileRows + halo.rows) * MemoryLayout<Float>.stride
    let columnsPerTile = max(64, Self.scratchBytes / rowBytes / 64 * 64)
    let bands = (output.height + Self.tileRows - 1) / Self.tileRows
    let parts = (output.width + columnsPerTile - 1) / columnsPerTile
    let slope = activation.negativeSlope
    workers.run(output.batch * bands * parts) { item, scratch in
      let (rest, part) = item.quotientAndRemainder(dividingBy: parts)
      let (sample, band) = rest.quotientAndRemainder(dividingBy: bands)
      let rows = band * Self.tileRows..<min((band + 1) * Self.tileRows, output.height)
      let columns = part * columnsPerTile..<min((part + 1) * columnsPerTile, output.width)
      let rowStride = columns.count + halo.columns
      let planeStride = (rows.count + halo.rows) * rowStride
      let padded = scratch.floats(channels * planeStride)
      for channel in 0..<channels {
        workers.copyPadded(
          input.plane(sample: sample, channel: channel), height: input.height, width: input.width,
          firstRow: rows.lowerBound - padding, rows: rows.count + halo.rows,
          firstColumn: columns.lowerBound - padding, columns: rowStride, into: padded + channel * planeStride)
      }
      product.weights.withUnsafeBufferPointer { weights in
        for row in rows {
          workers.kernels.narrow_convolution_row(
            padded + (row - rows.lowerBound) * rowStride, planeStride, rowStride, channels, kernelSize.rows,
            kernelSize.columns, weights.baseAddress, product.outputChannels, columns.count,
            output.plane(sample: sample) + row * output.width + columns.lowerBound, output.planeCount)
          for channel in 0..<product.outputChannels {
            let bias = product.bias?.withUnsafeBufferPointer { $0[channel] } ?? 0
            workers.kernels.bias_leaky_relu(
              output.plane(sample: sample, channel: channel) + row * output.width + columns.lowerBound,
              columns.count, bias, slope)
          }
        }
      }
    }
  }
}

extension Workers {
  /// Copies a rectangle of a plane that may reach beyond it; what lies outside is zero.
  @inline(__always)
  func copyPadded(
    _ plane: UnsafePointer<Float>, height: Int, width: Int, firstRow: Int, rows: Int, firstColumn: Int,
    columns: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let y = firstRow + row
      let out = target + row * columns
      if y >= 0 && y < height {
        kernels.gather_row(out, plane + y * width, width, firstColumn, 1, columns)
      } else {
        out.update(repeating: 0, count: columns)
      }
    }
  }
}
