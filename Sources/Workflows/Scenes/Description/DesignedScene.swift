import Recordings
import Simulator

/// A scene that comes with the package, with what a recording of it is.
public struct DesignedScene: Sendable, Equatable {
  /// Which one.
  public var design: SceneDesign
  /// The sensor.
  public var size: SensorSize
  /// Spike frames a second.
  public var rate: Rational
  /// The spike frames of a recording.
  public var frames: Int

  /// Takes a scene as it was designed.
  public init(_ design: SceneDesign) {
    self.design = design
    (size, rate, frames) = (SceneDesign.size, SceneDesign.rate, SceneDesign.frames)
  }

  /// The scenes that there are, and what each is in a line.
  public static let listed: [(name: String, text: String)] = SceneDesign.allCases.map { ($0.rawValue, $0.text) }

  /// Reads a name; nil for any other.
  public init?(named name: String) {
    guard let design = SceneDesign(rawValue: name) else { return nil }
    self.init(design)
  }
}
