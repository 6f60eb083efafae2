import Datasets

/// What a folder of scenes of a spiking camera is.
public struct SceneFacts: Encodable, Sendable {
  /// The fields of flow over some frames.
  public struct Flow: Encodable, Sendable {
    /// The frames between fields.
    public var dt: Int
    /// How many fields there are.
    public var fields: Int
  }

  /// A scene.
  public struct Scene: Encodable, Sendable {
    /// The name.
    public var name: String
    /// The file of its spikes.
    public var recording: String
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// Its true flow.
    public var flow: [Flow]
  }

  /// What the folder holds.
  public var kind = "dataset"
  /// The layout's name.
  public var dataset: String
  /// The same for people.
  public var title: String
  /// How many recordings there are.
  public var recordings: Int
  /// The scenes.
  public var scenes: [Scene]
  /// What is not there.
  public var missing: [String]
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]

  init(_ dataset: SpikeFlowDataset, _ log: JobLog) throws {
    (self.dataset, title, recordings) = (dataset.kind.rawValue, dataset.kind.title, dataset.scenes.count)
    scenes = try dataset.scenes.map { scene in
      let size = try scene.geometry()
      return Scene(
        name: scene.name, recording: scene.spikes, width: size.width, height: size.height,
        flow: try scene.intervals.map { Flow(dt: $0, fields: try scene.fields(interval: $0).count) })
    }
    missing = scenes.filter(\.flow.isEmpty).map { "\($0.name)/dt=10/motion_vector" }
    for part in missing { try log.warn(kind: "missing", path: dataset.path, "\(part) is missing") }
    warnings = log.warnings
  }
}

/// Lists the folders of scenes of a spiking camera, and reads the header of a field of flow in each. No recording is opened.
public struct SceneSurvey: Job {
  /// What is listed.
  public var dataset: SpikeFlowDataset

  /// Describes a survey.
  public init(_ dataset: SpikeFlowDataset) { self.dataset = dataset }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> SceneFacts { try SceneFacts(dataset, JobLog(observer)) }
}
