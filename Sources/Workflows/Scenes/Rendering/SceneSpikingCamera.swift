import Files
import Recordings
import Simulator

/// A spiking camera that sees scenes: one of the program's, or one that a file describes.
public struct SceneSpikingCamera: Sendable {
  /// The cameras of the program, by the names that users give them.
  public enum Name: String, Sendable, CaseIterable {
    case ideal, scsim, spikingsim

    /// What it is.
    public var model: SpikeSimulation.Model {
      switch self {
      case .ideal: .ideal()
      case .scsim: .scsim
      case .spikingsim: .spikingsim
      }
    }
  }

  /// What it is called: a name, or the path of a file.
  public var name: String
  /// What it is.
  public var model: SpikeSimulation.Model
  /// Its sensor; nil for any.
  public var size: SensorSize?
  /// Readouts a second; nil for any.
  public var rate: Rational?
  /// The digest of its file, nil for one of the program's.
  public var digest: String?

  /// One of the program's.
  public init(_ name: Name = .ideal) { (self.name, model) = (name.rawValue, name.model) }

  /// One of a name, else that of a file.
  ///
  /// - Throws: `FileError` or ``JobError`` where the file describes none; where there is neither, what names there are.
  public init(named text: String) throws {
    if let name = Name(rawValue: text) {
      self.init(name)
      return
    }
    try SceneCameraFile.require(text, names: Name.allCases.map(\.rawValue))
    let file = try SpikingCameraFile(path: text)
    self.init(name: text, file, digest: try SceneCameraFile.digest(text))
  }

  private init(name: String, _ file: SpikingCameraFile, digest: String) {
    (self.name, model) = (name, .custom(file.sensor, reset: file.reset))
    (size, rate) = (file.size, file.rate)
    self.digest = digest
  }
}
