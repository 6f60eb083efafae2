import CKernels
import Tensors

/// The local correlation of two feature maps over 81 displacements (Dosovitskiy et al. 2015, FlowNetC).
///
/// `out[n, 9·(dy + 4) + dx + 4, y, x] = activation(1/C · Σ_c a[n, c, y, x] · b[n, c, y + dy, x + dx])`, zero where
/// `(y + dy, x + dx)` lies outside. Cost: `162 · batch · channels · pixels` floating-point operations.
public enum Correlation {
  /// The largest displacement along each axis.
  public static let radius = 4
  /// The number of displacements, and of output channels.
  public static let displacementCount = (2 * radius + 1) * (2 * radius + 1)

  private static let tileRows = 16
  private static let scratchBytes = 512 << 10

  /// Correlates `a` with `b` into `output` of shape `[batch, 81, height, width]`.
  public static func run(
    _ a: FeatureMap, _ b: FeatureMap, into output: FeatureMap, activation: Activation, workers: Workers
  ) {
    precondition(a.shape == b.shape, "The maps of a correlation differ in shape: \(a.shape) and \(b.shape).")
    precondition(
      output.shape == [a.batch, displacementCount, a.height, a.width],
      "The output's shape \(output.shape) is not [\(a.batch), \(displacementCount), \(a.height), \(a.width)].")
    precondition(!output.overlaps(a) && !output.overlaps(b), "A correlation cannot write into its own input.")
    let side = 2 * radius + 1
    let channels = a.channelCount
    let rowBytes = channels * (tileRows + 2 * radius) * MemoryLayout<Float>.stride
    let columnsPerTile = max(64, scratchBytes / rowBytes / 64 * 64)
    let bands = (a.height + tileRows - 1) / tileRows
    let parts = (a.width + columnsPerTile - 1) / columnsPerTile
    let scale = 1 / Float(channels)
    let slope = activation.negativeSlope
    workers.run(a.batch * bands * parts) { item, scratch in
      let (rest, part) = item.quotientAndRemainder(dividingBy: parts)
      let (sample, band) = rest.quotientAndRemainder(dividingBy: bands)
      let rows = band * tileRows..<min((band + 1) * tileRows, a.height)
      let columns = part * columnsPerTile..<min((part + 1) * columnsPerTile, a.width)
      let rowStride = columns.count + 2 * radius
      let planeStride = (rows.count + 2 * radius) * rowStride
      let padded = scratch.floats(channels * planeStride)
      for channel in 0..<channels {
        workers.copyPadded(
          b.plane(sample: sample, channel: channel), height: b.height, width: b.width,
          firstRow: rows.lowerBound - radius, rows: rows.count + 2 * radius,
          firstColumn: columns.lowerBound - radius, columns: rowStride, into: padded + channel * planeStride)
      }
      for row in rows {
        let offset = row * a.width + columns.lowerBound
        for dy in 0..<side {
          workers.kernels.correlation_row(
            a.plane(sample: sample) + offset, a.planeCount, padded + (row - rows.lowerBound + dy) * rowStride,
            planeStride, channels, columns.count,
            output.plane(sample: sample, channel: dy * side) + offset, output.planeCount, scale, slope)
        }
      }
    }
  }
}
