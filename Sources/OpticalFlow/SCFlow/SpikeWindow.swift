import Kernels
import Recordings
import Tensors

/// A window of spikes as the input of a network, padded by replication to a multiple of 16 rows and columns.
///
/// Columns are added on both sides, the odd one on the right; rows at the bottom only, as SCFlow's authors do.
public struct SpikeWindow: Sendable {
  /// The size of the recording.
  public let geometry: SpikeGeometry
  /// The rows with padding.
  public let paddedHeight: Int
  /// The columns with padding.
  public let paddedWidth: Int
  /// The columns added on the left.
  public let leftPadding: Int

  private static let multiple = 16

  /// Lays out windows of recordings of one size.
  public init(geometry: SpikeGeometry) {
    self.geometry = geometry
    paddedHeight = (geometry.height + Self.multiple - 1) / Self.multiple * Self.multiple
    paddedWidth = (geometry.width + Self.multiple - 1) / Self.multiple * Self.multiple
    leftPadding = (paddedWidth - geometry.width) / 2
  }

  /// Unpacks a window into a map `[1, frames, paddedHeight, paddedWidth]` of zeros and ones.
  package func unpack(_ spikes: SpikeStream, into map: FeatureMap, workers: Workers) {
    precondition(spikes.geometry == geometry, "The window's size \(spikes.geometry) is not \(geometry).")
    precondition(
      map.shape == [1, spikes.frameCount, paddedHeight, paddedWidth], "The map's shape \(map.shape) does not fit.")
    let (width, height) = (geometry.width, geometry.height)
    workers.forEach(spikes.frameCount) { frame in
      let plane = map.plane(sample: 0, channel: frame)
      spikes.withUnsafeBytes(ofFrame: frame) {
        PackedBits.unpack(
          $0, count: geometry.pixelCount, to: UnsafeMutableBufferPointer(start: plane, count: geometry.pixelCount))
      }
      // From the last row on, so that no row is overwritten before it has moved to its place.
      for y in (0..<height).reversed() where paddedWidth != width {
        let row = plane + y * paddedWidth
        (row + leftPadding).update(from: plane + y * width, count: width)
        row.update(repeating: row[leftPadding], count: leftPadding)
        let right = leftPadding + width
        (row + right).update(repeating: row[right - 1], count: paddedWidth - right)
      }
      let last = plane + (height - 1) * paddedWidth
      for y in height..<paddedHeight { (plane + y * paddedWidth).update(from: last, count: paddedWidth) }
    }
  }

  /// The part of a padded flow `[1, 2, paddedHeight, paddedWidth]` that belongs to the recording: `[2, height, width]`.
  func crop(_ flow: FeatureMap) -> Tensor<Float> {
    Tensor(unsafeUninitializedShape: [2, geometry.height, geometry.width]) { target in
      guard var out = target.baseAddress else { return }
      for channel in 0..<2 {
        for y in 0..<geometry.height {
          out.update(
            from: flow.plane(sample: 0, channel: channel) + y * paddedWidth + leftPadding, count: geometry.width)
          out += geometry.width
        }
      }
    }
  }
}
