import Files
import NeuralNetworks
import OpticalFlow
import Recordings

/// What a network of flow is trained on, what it consists of, and how it is trained: a file of YAML, or values.
public struct FlowTrainingConfiguration: Sendable {
  /// The networks that can be trained.
  public enum Model: String, Sendable, CaseIterable {
    /// From two windows of a spiking camera.
    case scflow
  }

  /// Where samples come from.
  public enum Source: String, Sendable, CaseIterable {
    /// Folders of scenes with their flow, `SCENE/test.dat` and `SCENE/dt=10/motion_vector/0000.flo`: PHM, SPIFT, and what
    /// `saccade scene` writes.
    case folder
    /// Scenes that are drawn by a law and rendered while training.
    case scenes
  }

  /// Which samples.
  public struct Data: Sendable {
    /// Where they come from.
    public var source = Source.scenes
    /// The folder; empty where the file names none.
    public var path = ""
    /// The law of scenes: a name, as `spift`, or a file.
    public var law = SceneLawName.spift.name
    /// The seeds of scenes; below 10⁶ they are for evaluation.
    public var seeds = 1_000_000...999_999_999
    /// The sensor that sees scenes; nil for that of the law.
    public var size: SensorSize?
    /// The cameras, each as often as the others.
    public var cameras = [TrainingCamera.scsim, .ideal]
    /// How many samples show a scene that stands still.
    public var pauseShare = 0.02
    /// The frames between two windows of spikes, each as often as the others.
    public var intervals = [10]
    /// The part of the sensor that a sample shows, drawn for each; nil for all of it.
    public var crop: SensorSize? = SensorSize(width: 128, height: 128)
    /// How many samples are seen as at the start of a sequence, without a prior flow.
    public var restShare = 0.1
  }

  /// How samples are changed.
  public struct Augmentation: Sendable {
    /// How many are shown in a mirror, left to right, and as many upside down.
    public var flips = 0.5
  }

  /// Samples that are set aside.
  public struct Validation: Sendable {
    /// How many.
    public var samples = 16
    /// The seeds of scenes that are set aside.
    public var seeds = 100_000...999_999
    /// Their folder; empty for scenes of the same folder that are not trained on.
    public var path = ""
    /// How many scenes of the same folder are set aside, the last ones.
    public var scenes = 1
  }

  /// What is trained.
  public var model = Model.scflow
  /// Which samples.
  public var data = Data()
  /// How they are changed.
  public var augmentation = Augmentation()
  /// Samples that are set aside.
  public var validation = Validation()
  /// How the optimiser goes.
  public var settings = TrainingSettings(
    epochs: 1000, schedule: LearningRateSchedule(rate: 1e-3, shape: .cosine()), largestNorm: 1)
  /// How the training goes.
  public var plan = StepTrainingPlan()
  /// Which parameters stay as they are: names with `*` for any letters.
  public var frozen: [String] = []
  /// The file, for messages.
  public let path: String
  /// The file's text.
  public let text: String

  /// Reads a configuration.
  ///
  /// - Throws: `FileError` with the line of a mistake, ``JobError`` where it is no configuration at all.
  public init(reading path: String) throws {
    try self.init(ConfigurationFile(path: path, example: Self.example))
  }

  /// Takes a text as that of a file.
  ///
  /// - Throws: As ``init(reading:)``.
  public init(text: String, path: String) throws {
    try self.init(ConfigurationFile(text, path: path, example: Self.example))
  }

  private static let example: Message =
    "\(Work.trainFlow) \(Setting.printedConfiguration, to: FlowTrainingPreset.scflow.rawValue)"

  private init(_ file: ConfigurationFile) throws {
    (path, text) = (file.path, file.text)
    var (model, data, augmentation, validation) = (model, data, augmentation, validation)
    var (settings, plan, frozen) = (settings, plan, frozen)
    try file.read([
      ("network", { model = try $0.word("model", Model.allCases.map { ($0.rawValue, $0) }) ?? model }),
      ("data", { data = try Self.data($0) }),
      ("augmentation", { augmentation.flips = try $0.number("flip", "from 0 to 1") { 0...1 ~= $0 } ?? 0.5 }),
      (
        "training",
        {
          try plan.readTraining($0)
          settings = try TrainingSettings($0, steps: plan.steps, usualNorm: 1)
          frozen = try $0.texts("freeze") ?? []
        }
      ),
      (
        "validation",
        {
          try plan.readValidation($0)
          validation.samples = try $0.integer("samples", in: 1...65536) ?? validation.samples
          validation.path = try $0.text("path") ?? ""
          validation.seeds = try $0.range("seeds") ?? validation.seeds
          validation.scenes = try $0.integer("scenes", in: 1...1_000_000) ?? validation.scenes
        }
      ), ("output", { try plan.readOutput($0) }),
    ])
    (self.model, self.data, self.augmentation, self.validation) = (model, data, augmentation, validation)
    (self.settings, self.plan, self.frozen) = (settings, plan, frozen)
  }

  private static func data(_ section: ConfigurationSection) throws -> Data {
    var data = Data()
    data.source = try section.word("source", Source.allCases.map { ($0.rawValue, $0) }) ?? data.source
    data.path = try section.text("path") ?? ""
    data.law = try section.text("law") ?? data.law
    data.seeds = try section.range("seeds") ?? data.seeds
    data.size = try section.size("size")
    data.cameras = try section.words("cameras", of: TrainingCamera.self) ?? data.cameras
    data.pauseShare = try section.number("pause-share", "from 0 to 1") { 0...1 ~= $0 } ?? data.pauseShare
    data.intervals = try section.integers("dt") ?? data.intervals
    if let crop = try section.size("crop") {
      let divisor = SpikeWindow.sizeDivisor
      guard crop.width % divisor == 0, crop.height % divisor == 0 else {
        throw section.fault("crop", "is \(crop), not a size of multiples of \(divisor)")
      }
      data.crop = crop
    }
    data.restShare = try section.number("rest-share", "from 0 to 1") { 0...1 ~= $0 } ?? data.restShare
    return data
  }
}
