import Recordings
import Tensors

/// The light on a sensor at one moment.
public struct IntensityFrame: Sendable {
  /// Linear gray levels `[height, width]`, of which 255 is white.
  public var gray: Tensor<Float>
  /// The moment, in seconds.
  public var time: Rational

  /// Describes a frame.
  public init(gray: Tensor<Float>, time: Rational) {
    self.gray = gray
    self.time = time
  }
}

/// Light that a simulated camera sees, one moment after another: a video, an array, a scene that is rendered.
public protocol IntensitySource: AnyObject {
  /// The size of the sensor, which that of every frame is.
  var geometry: SpikeGeometry { get }
  /// How many frames there are, as far as is known before the end.
  var estimatedCount: Int? { get }
  /// The next frame, later than the one before; nil at the end.
  ///
  /// - Throws: Where the next frame cannot be read or made.
  func next() throws -> IntensityFrame?
}
