import Tensors

/// Makes light between two frames of light.
public protocol LightInterpolation: AnyObject {
  /// Looks at two frames; those that ``frame(at:)`` makes lie between them.
  ///
  /// - Parameters:
  ///   - first: Gray levels `[height, width]`.
  ///   - second: Gray levels of the same shape.
  func look(at first: Tensor<Float>, _ second: Tensor<Float>) throws
  /// The greatest motion from the first frame to the second, in pixels; 0 where nothing is known of it.
  var greatestMotion: Float { get }
  /// The gray levels `[height, width]` between the frames.
  ///
  /// - Parameter share: The part of the time from the first to the second that has passed, above 0 and below 1.
  func frame(at share: Float) -> Tensor<Float>
}

/// Gray levels that go in a line from frame to frame, whatever moves. Cost of a frame: a pass over its pixels.
public final class LinearLightInterpolation: LightInterpolation {
  private var frames: (first: Tensor<Float>, second: Tensor<Float>)?

  /// Knows no frames.
  public init() {}

  /// Keeps them.
  public func look(at first: Tensor<Float>, _ second: Tensor<Float>) {
    precondition(first.shape == second.shape, "Frames of shape \(first.shape) and \(second.shape) differ.")
    frames = (first, second)
  }

  /// Nothing is known of it.
  public var greatestMotion: Float { 0 }

  /// The mean of the frames, weighted by their nearness.
  public func frame(at share: Float) -> Tensor<Float> {
    guard let (first, second) = frames else { preconditionFailure("There are no frames to be between.") }
    return first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        Tensor<Float>(unsafeUninitializedShape: frames?.first.shape ?? []) { target in
          for index in first.indices { target[index] = first[index] + (second[index] - first[index]) * share }
        }
      }
    }
  }
}
