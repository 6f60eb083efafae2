import Datasets

/// What a folder of recordings of events is, in the layout of a published dataset.
public struct DatasetFacts: Encodable, Sendable {
  /// A class or a sequence.
  public struct Group: Encodable, Sendable {
    /// The name.
    public var name: String
    /// How many recordings there are.
    public var recordings: Int
    /// The size of its files.
    public var bytes: Int
    /// What it holds beside the events.
    public var parts: [String]
    /// The fields of true flow, where there are any.
    public var flowFields: Int?
    /// What is not there.
    public var missing: [String]
  }

  /// A part for training, for testing, ….
  public struct Split: Encodable, Sendable {
    /// The name.
    public var name: String
    /// How many recordings there are.
    public var recordings: Int
    /// The size of its files.
    public var bytes: Int
    /// The classes; nil where the dataset has sequences.
    public var classes: [Group]?
    /// The sequences; nil where the dataset has classes.
    public var sequences: [Group]?
  }

  /// What the folder holds.
  public var kind = "dataset"
  /// The layout's name.
  public var dataset: String
  /// The same for people.
  public var title: String
  /// The format of the recordings.
  public var format: String
  /// The columns, in pixels.
  public var width: Int
  /// The rows, in pixels.
  public var height: Int
  /// How many recordings there are.
  public var recordings: Int
  /// The size of the files.
  public var bytes: Int
  /// The parts.
  public var splits: [Split]
  /// What is not there.
  public var missing: [String]
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String]

  init(_ dataset: EventDataset, _ log: JobLog) throws {
    let layout = dataset.layout
    splits = try dataset.splits.map { split in
      let groups = try split.groups.map {
        Group(
          name: $0.name, recordings: try $0.recordings().count, bytes: try $0.byteCount(), parts: $0.parts,
          flowFields: try $0.flowFieldCount(), missing: $0.missing)
      }
      return Split(
        name: split.name, recordings: groups.reduce(0) { $0 + $1.recordings },
        bytes: groups.reduce(0) { $0 + $1.bytes }, classes: layout.hasClasses ? groups : nil,
        sequences: layout.hasClasses ? nil : groups)
    }
    self.dataset = layout.rawValue
    title = layout.title
    format = layout.format.rawValue
    (width, height) = layout.size
    recordings = splits.reduce(0) { $0 + $1.recordings }
    bytes = splits.reduce(0) { $0 + $1.bytes }
    missing = dataset.missing + dataset.splits.flatMap { $0.groups.flatMap(\.missing) }
    for part in missing { try log.warn(kind: "missing", path: dataset.path, "\(part) is missing") }
    warnings = log.warnings
  }
}

/// Lists the folders of a dataset of events. No recording is opened.
public struct DatasetSurvey: Job {
  /// What is listed.
  public var dataset: EventDataset

  /// Describes a survey.
  public init(_ dataset: EventDataset) { self.dataset = dataset }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> DatasetFacts {
    try DatasetFacts(dataset, JobLog(observer))
  }
}
