import Recordings
import Tensors

/// What is true of the pixels of a scene between two moments, by its geometry.
public struct SceneTruth: Sendable {
  /// Where the point that a pixel sees at the first moment is at the second, `[2, height, width]` in pixels from the
  /// pixel. A pixel that sees nothing is not valid.
  public var flow: FlowField
  /// The number of the thing that a pixel sees at the first moment, `[height, width]`; −1 where it sees none. A thing
  /// of a larger number is before one of a smaller: the numbers are the order of depth too, but among meshes that
  /// follow each other, which ``depth`` tells apart; ``SceneRenderer/depthOrder(at:)`` has an order of all.
  public var objects: Tensor<Int32>
  /// 1 where another thing is before the point at the second moment, else 0, `[height, width]`.
  public var isHidden: Tensor<UInt8>
  /// 1 where the point is outside the sensor at the second moment, else 0, `[height, width]`: farther than half a pixel
  /// from the middle of the outermost pixels.
  public var leaves: Tensor<UInt8>
  /// How far what a pixel sees at the first moment is from the camera along its axis, `[height, width]` in pixels; infinite
  /// where it sees nothing. Nil in a scene of layers alone, all of which are equally far.
  public var depth: Tensor<Float>?
  /// Which way what it sees faces, `[3, height, width]`: x to the right, y downwards, z away, of length 1, or 0 where it
  /// sees nothing. Layers face the camera. Nil in a scene of layers alone.
  public var normals: Tensor<Float>?

  /// The number of pixels whose point is seen at both moments.
  public var visibleCount: Int {
    objects.withUnsafeBufferPointer { objects in
      isHidden.withUnsafeBufferPointer { hidden in
        leaves.withUnsafeBufferPointer { leaves in
          objects.indices.count { objects[$0] >= 0 && hidden[$0] == 0 && leaves[$0] == 0 }
        }
      }
    }
  }
}
