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

  /// What a padded height and width are multiples of.
  public static let sizeDivisor = 16

  /// Lays out windows of recordings of one size.
  public init(geometry: SpikeGeometry) {
    self.geometry = geometry
    paddedHeight = (geometry.height + Self.sizeDivisor - 1) / Self.sizeDivisor * Self.sizeDivisor
    paddedWidth = (geometry.width + Self.sizeDivisor - 1) / Self.sizeDivisor * Self.sizeDivisor
    leftPadding = (paddedWidth - geometry.width) / 2
  }

  /// Warps each frame of a window along a flow to the time of its middle frame, straight from the packed bits.
  ///
  /// Frame k is sampled at the displacement `(k − frames / 2) / interval · flow`, as ``Warp`` samples the padded picture.
  /// Cost: the flow is read once a frame, and the output is written once.
  ///
  /// - Parameters:
  ///   - flow: `[1, 2, paddedHeight, paddedWidth]`, pixels over the interval.
  ///   - interval: The frames that the flow spans.
  ///   - map: Takes `[1, frames, paddedHeight, paddedWidth]`.
  public func warp(
    _ spikes: SpikeStream, along flow: FeatureMap, interval: Int, into map: FeatureMap, workers: Workers
  ) {
    precondition(spikes.geometry == geometry, "The window's size \(spikes.geometry) is not \(geometry).")
    precondition(
      map.shape == [1, spikes.frameCount, paddedHeight, paddedWidth], "The map's shape \(map.shape) does not fit.")
    let center = spikes.frameCount / 2
    let frames = PackedFrames(
      width: geometry.width, height: geometry.height, bytesPerFrame: geometry.bytesPerFrame, leftPadding: leftPadding)
    spikes.withUnsafeBytes { bytes in
      frames.warp(UnsafeRawBufferPointer(bytes), by: flow, into: map, workers: workers) { frame in
        Float(frame - center) / Float(interval)
      }
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
