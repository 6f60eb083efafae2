import Files
import Recordings
import Simulator

/// An event camera that sees scenes: one of the program's, or one that a file describes.
public struct SceneEventCameraChoice: Sendable {
  /// The cameras of the program, by the names that users give them.
  public enum Name: String, Sendable, CaseIterable {
    /// Without noise.
    case ideal
    /// That of v2e's program.
    case v2e
    /// v2e's in bright light.
    case clean
    /// v2e's in little light.
    case noisy
    /// The DAVIS346 of DVS-Voltmeter.
    case dvs346
    /// Its DAVIS240.
    case dvs240

    /// What its pixels do.
    public var model: EventCameraModel {
      switch self {
      case .ideal: .ideal(IdealEventModel())
      case .v2e: .v2e(V2EModel(.v2e))
      case .clean: .v2e(V2EModel(.clean))
      case .noisy: .v2e(V2EModel(.noisy))
      case .dvs346: .voltmeter(VoltmeterModel(.dvs346))
      case .dvs240: .voltmeter(VoltmeterModel(.dvs240))
      }
    }
  }

  /// What it is called: a name, or the path of a file.
  public var name: String
  /// What its pixels do.
  public var model: EventCameraModel
  /// What it does to their events.
  public var terms = EventTerms()
  /// Its sensor; nil for any.
  public var size: SensorSize?
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
    let file = try EventCameraFile(path: text)
    self.init(name: text, file, digest: try SceneCameraFile.digest(text))
  }

  private init(name: String, _ file: EventCameraFile, digest: String) {
    (self.name, model, terms, size) = (name, file.model, file.terms, file.size)
    self.digest = digest
  }
}
