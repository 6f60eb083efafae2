import Foundation
import Simulator

/// What `scene.json` says of a scene: all it takes to render it again, and what was written.
public struct SceneRecord: Codable, Sendable {
  /// The name of the work, by which the folder is known as its own.
  public var verb = "scene"
  /// The files of the folder, this one too.
  public var files: [String] = []
  /// The SHA-256 of each of the others.
  public var digests: [String: String] = [:]
  /// The law that it was drawn from, a name or a path, or the path of the description.
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
  /// The numbers of all things, the foremost first: things in space by which is nearer where both could be seen.
  public var depthOrder: [Int]
  /// Pairs of things in space each of which is before the other somewhere or at some time; nil where there are none.
  public var depthChanges: [[Int]]?
  /// How the folder is laid out.
  public var layout: SceneLayout
  /// The frames that flow goes over.
  public var dt: [Int]
  /// Whether all of the truth is there, not the flow alone.
  public var hasTruth: Bool
  /// The spiking camera; nil where there are no spikes.
  public var camera: String?
  /// The digest of the file of the spiking camera; nil for one of the program's.
  public var cameraDigest: String?
  /// The event camera; nil where there are no events.
  public var eventCamera: String?
  /// The digest of the file of the event camera; nil for one of the program's.
  public var eventCameraDigest: String?
  /// The format of the events; nil where there are none.
  public var eventFormat: String?
  /// Whether there are pictures.
  public var hasPictures: Bool
  /// Whether there is a video of it.
  public var hasPreview: Bool
  /// The spikes.
  public var spikes = 0
  /// The events; nil where there are none.
  public var events: Int?
  /// The version of what rendered it.
  public var version: String
  /// The scene.
  public var scene: Scene

  /// Whether another record asks for the same scene in the same files.
  func isSameRequest(as other: SceneRecord) -> Bool { request == other.request }

  /// What was asked for.
  private var request: Request {
    Request(
      words: [law, layout.rawValue, camera, cameraDigest, eventCamera, eventCameraDigest, eventFormat],
      numbers: dt + [frames], seed: seed, rateHz: rateHz, flags: [hasTruth, hasPictures, hasPreview], scene: scene)
  }

  private struct Request: Equatable {
    var words: [String?]
    var numbers: [Int]
    var seed: UInt64
    var rateHz: Double
    var flags: [Bool]
    var scene: Scene
  }
}
