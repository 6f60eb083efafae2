import Datasets
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
    /// From a window of events.
    case steflownet
  }

  /// Which network.
  public struct Network: Sendable {
    /// What is trained.
    public var model = Model.scflow
    /// The channels of STE-FlowNet.
    public var channels = STEFlowNet.Configuration.small
    /// The splits of a window of events.
    public var splits = STEFlowNet.publishedSplitCount
    /// The iterations over all splits.
    public var iterations = STEFlowNet.publishedIterationCount
    /// The passes over a window of events, of which all but the first see them moved back along the flow found before.
    public var passes = 1
  }

  /// Where samples come from.
  public enum Source: String, Sendable, CaseIterable {
    /// Folders of scenes with their flow, `SCENE/test.dat` and `SCENE/dt=10/motion_vector/0000.flo`: PHM, SPIFT, and what
    /// `saccade scene` writes.
    case folder
    /// Scenes that are drawn by a law and rendered while training.
    case scenes
    /// Recordings of events, of which no flow is known.
    case recordings
  }

  /// Which samples.
  public struct Data: Sendable {
    /// Where they come from.
    public var source = Source.scenes
    /// The folder or the recording; empty where the file names none.
    public var path = ""
    /// The format of recordings; nil to tell it from the content.
    public var format: EventFormat?
    /// The unit of time of recordings that do not state it.
    public var timeUnit: TimeUnit?
    /// The law of scenes: a name, as `spift`, or a file; empty for the one that is usual for the network.
    public var law = ""
    /// The seeds of scenes; below 10⁶ they are for evaluation.
    public var seeds = 1_000_000...999_999_999
    /// The sensor that sees scenes, nil for that of the law; or that of recordings that do not say it.
    public var size: SensorSize?
    /// The cameras, each as often as the others.
    public var cameras = [TrainingCamera.scsim, .ideal]
    /// The seconds of a window of events.
    public var window = 0.005...0.05
    /// The event cameras.
    var eventCameras = SceneEventStretches.Cameras()
    /// How many samples show a scene that stands still.
    public var pauseShare = 0.02
    /// The frames between two windows of spikes, each as often as the others.
    public var intervals = [10]
    /// The steps at first that see a third of these intervals, through cameras without noise.
    public var shortSteps = 0
    /// The part of the sensor that a sample shows, drawn for each; nil for all of it.
    public var crop: SensorSize? = SensorSize(width: 128, height: 128)
    /// How many samples are seen as at the start of a sequence, without a prior flow.
    public var restShare = 0.1
  }

  /// How samples are changed.
  public struct Augmentation: Sendable {
    /// How many are shown in a mirror, left to right, and as many upside down.
    public var flips = 0.5
    /// How many windows of events have on and off exchanged.
    public var polarity = 0.5
    /// How many windows of recordings are played backwards.
    public var reversal = 0.5
  }

  /// Samples that are set aside.
  public struct Validation: Sendable {
    /// How many.
    public var samples = 16
    /// The seeds of scenes that are set aside.
    public var seeds = 100_000...999_999
    /// Their folder or recording; empty for a part of the same that is not trained on.
    public var path = ""
    /// The share of each recording that is set aside, its end.
    public var share = 0.1
    /// How many scenes of the same folder are set aside, the last ones.
    public var scenes = 1
  }

  /// What is trained.
  public var network = Network()
  /// What is made small; SCFlow knows a known flow alone.
  public var loss = STEFlowNetObjective.Loss.supervised
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
    var (network, data, augmentation, validation) = (network, data, augmentation, validation)
    var (settings, plan, frozen, loss) = (settings, plan, frozen, loss)
    try file.read([
      ("network", { network = try Self.network($0) }), ("data", { data = try Self.data($0) }),
      (
        "augmentation",
        {
          augmentation.flips = try $0.number("flip", "from 0 to 1") { 0...1 ~= $0 } ?? augmentation.flips
          augmentation.polarity = try $0.number("polarity", "from 0 to 1") { 0...1 ~= $0 } ?? augmentation.polarity
          augmentation.reversal = try $0.number("reverse", "from 0 to 1") { 0...1 ~= $0 } ?? augmentation.reversal
        }
      ),
      (
        "training",
        {
          try plan.readTraining($0)
          settings = try TrainingSettings($0, steps: plan.steps, usualNorm: 1)
          frozen = try $0.texts("freeze") ?? []
          loss = try Self.loss($0, of: network, source: data.source)
        }
      ),
      (
        "validation",
        {
          try plan.readValidation($0)
          validation.samples = try $0.integer("samples", in: 1...65536) ?? validation.samples
          validation.path = try $0.text("path") ?? ""
          validation.share = try $0.number("share", "above 0, below 1") { $0 > 0 && $0 < 1 } ?? validation.share
          validation.seeds = try $0.range("seeds") ?? validation.seeds
          validation.scenes = try $0.integer("scenes", in: 1...1_000_000) ?? validation.scenes
        }
      ), ("output", { try plan.readOutput($0) }),
    ])
    (self.network, self.data, self.augmentation, self.validation) = (network, data, augmentation, validation)
    (self.settings, self.plan, self.frozen, self.loss) = (settings, plan, frozen, loss)
  }

  /// The law that scenes are drawn by.
  var lawName: String {
    if !data.law.isEmpty { return data.law }
    switch network.model {
    case .scflow: return SceneLawName.spift.name
    case .steflownet: return SceneLawName.esim2d.name
    }
  }

  private static func network(_ section: ConfigurationSection) throws -> Network {
    var network = Network()
    network.model = try section.word("model", Model.allCases.map { ($0.rawValue, $0) }) ?? network.model
    func widths(_ key: String, count: Int, usual: [Int]) throws -> [Int] {
      guard let widths = try section.integers(key) else { return usual }
      guard widths.count == count, widths.allSatisfy({ $0 <= 4096 }) else {
        throw section.fault(key, "is \(widths), not \(count) numbers from 1 to 4096")
      }
      return widths
    }
    let usual = network.channels
    network.channels = STEFlowNet.Configuration(
      widths: try widths("widths", count: 4, usual: usual.widths),
      decoderWidths: try widths("decoder-widths", count: 3, usual: usual.decoderWidths),
      headWidth: try section.integer("head", in: 1...4096) ?? usual.headWidth)
    network.splits = try section.integer("splits", in: 1...64) ?? network.splits
    network.iterations = try section.integer("iterations", in: 1...64) ?? network.iterations
    network.passes = try section.integer("passes", in: 1...64) ?? network.passes
    return network
  }

  private static func loss(
    _ section: ConfigurationSection, of network: Network, source: Source
  ) throws -> STEFlowNetObjective.Loss {
    enum Kind { case supervised, selfSupervised, contrast }
    let kind =
      try section.word(
        "loss", [("supervised", Kind.supervised), ("self-supervised", .selfSupervised), ("contrast", .contrast)])
      ?? (source == .recordings ? .contrast : .supervised)
    if kind == .selfSupervised, network.passes > 1 {
      throw section.fault(
        "loss",
        "is not for network.passes \(network.passes): a later pass sees moved events, and there are no such pictures")
    }
    if source == .recordings, kind != .contrast {
      throw section.fault("loss", "of recordings is contrast: no flow of theirs is known", remedy: "leave it out")
    }
    let smoothness = try section.number("smoothness", "0 or more") { $0 >= 0 } ?? 10
    let variation = try section.number("variation", "0 or more") { $0 >= 0 } ?? 0.01
    if network.model == .scflow, kind != .supervised {
      throw section.fault("loss", "of scflow is supervised: what it sees are no events")
    }
    switch kind {
    case .supervised: return .supervised
    case .selfSupervised: return .selfSupervised(smoothness: smoothness)
    case .contrast: return .contrast(variation: variation)
    }
  }

  private static func data(_ section: ConfigurationSection) throws -> Data {
    var data = Data()
    data.source = try section.word("source", Source.allCases.map { ($0.rawValue, $0) }) ?? data.source
    data.path = try section.text("path") ?? ""
    data.format = try section.word("format", EventFormat.allCases.map { ($0.rawValue, $0) })
    data.timeUnit = try section.word("time-unit", TimeUnit.allCases.map { ($0.rawValue, $0) })
    data.law = try section.text("law") ?? data.law
    data.seeds = try section.range("seeds") ?? data.seeds
    data.size = try section.size("size")
    data.cameras = try section.words("cameras", of: TrainingCamera.self) ?? data.cameras
    data.window =
      try section.range("window-ms", "above 0") { $0 > 0 && $0 <= 1e6 }.map {
        $0.lowerBound / 1e3...$0.upperBound / 1e3
      }
      ?? data.window
    try data.eventCameras.read(section)
    data.pauseShare = try section.number("pause-share", "from 0 to 1") { 0...1 ~= $0 } ?? data.pauseShare
    data.intervals = try section.integers("dt") ?? data.intervals
    data.shortSteps = try section.integer("short-steps", in: 0...Int(Int32.max)) ?? data.shortSteps
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
