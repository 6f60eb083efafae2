import Kernels
import Representations
import Tensors

/// A network that makes pictures from events, with its parameters.
public protocol EventReconstructionNetwork: Sendable {
  /// What it takes of a window of events.
  var encoding: VoxelGrid { get }
  /// The parameters' release, where there are several.
  var release: String? { get }
  /// What makes pictures of one size. Memory is taken now and at the first picture.
  func reconstructor(height: Int, width: Int, workers: Workers) -> any EventReconstructor
  /// The floating-point operations of a picture, counted as direct convolutions.
  func operations(height: Int, width: Int) -> Int
}

/// Makes pictures from the windows of one recording, one after another.
public protocol EventReconstructor: AnyObject {
  /// The bytes of its maps.
  var workspaceByteCount: Int { get }
  /// The picture after a window, `[height, width]`, about 0 (black) to 1 (white). What was seen before is remembered.
  ///
  /// - Parameter grid: `[bins, height, width]`, as the network's encoding makes it.
  func picture(of grid: Tensor<Float>) -> Tensor<Float>
  /// Forgets what was seen.
  func reset()
}
