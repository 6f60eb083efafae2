import Foundation
import Simulator

/// What `scene.json` says of a scene: all it takes to render it again, and what was written.
public struct SceneRecord: Codable, Sendable {
  /// The name of the work, by which the folder is known as its own.
  public var verb = "scene"
  /// The files of the folder, this one not.
  public var files: [String]
  /// The SHA-256 of each of them.
  public var digests: [String: String]
  /// The law that it was drawn from: a name or a path.
  public var law: String
  /// The seed of everything in it, its number added.
  public var seed: UInt64
  /// Its number.
  public var index: Int
  /// The columns of the sensor.
  public var width: Int
  /// Its rows.
  public var height: Int
  /// The spike frames.
  public var frames: Int
  /// Spike frames a second.
  public var rateHz: Double
  /// The things before the background.
  public var objects: Int
  /// The frames that flow goes over, one folder each.
  public var dt: [Int]
  /// The spiking camera.
  public var camera: String
  /// The format of the events; nil where there are none.
  public var eventFormat: String?
  /// Whether there are pictures.
  public var hasPictures: Bool
  /// The spikes.
  public var spikes: Int
  /// The events; nil where there are none.
  public var events: Int?
  /// The version of what rendered it.
  public var version: String
  /// The scene.
  public var scene: Scene

  /// Whether another record asks for the same scene in the same files.
  func isSameRequest(as other: SceneRecord) -> Bool {
    law == other.law && seed == other.seed && dt == other.dt && camera == other.camera && frames == other.frames
      && rateHz == other.rateHz && eventFormat == other.eventFormat && hasPictures == other.hasPictures
      && scene == other.scene
  }
}
