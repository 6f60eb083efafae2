import Files
import NeuralNetworks
import Reconstruction
import Recordings
import Simulator

/// What a network of pictures from events is trained on, and how: a file of YAML, or values.
public struct ReconstructionTrainingConfiguration: Sendable {
  /// Which network.
  public struct Network: Sendable {
    /// What the network sees, and whose names its parameters have.
    public var release = FireNet.Release.first
    /// The channels of all inner maps.
    public var channels = 16
  }

  /// Which samples.
  public struct Data: Sendable {
    /// The law of scenes: a name, as `esim-2d`, or a file.
    public var law = SceneLawName.esim2d.name
    /// The seeds of scenes; below 10⁶ they are for evaluation.
    public var seeds = 1_000_000...999_999_999
    /// The sensor; nil for that of the law.
    public var size: SensorSize?
    /// The part of the sensor that a sample shows.
    public var crop: SensorSize? = SensorSize(width: 128, height: 128)
    /// The windows of a sample.
    public var windows = 12
    /// Those of them that warm the states up.
    public var warmup = 4
    /// The seconds of a window.
    public var window = 0.005...0.02
    /// The cameras.
    var cameras = SceneEventStretches.Cameras()
    /// How many samples stop for a while.
    public var pauseShare = 0.2
    /// The exponent of pictures: gray levels of 0…1 to the power of it.
    public var gamma = 1 / 2.2
  }

  /// Which network.
  public var network = Network()
  /// Which samples.
  public var data = Data()
  /// How many samples are shown in a mirror, left to right, and as many upside down.
  public var flips = 0.5
  /// How many samples are set aside.
  public var validationSamples = 16
  /// The seeds of scenes that are set aside.
  public var validationSeeds = 100_000...999_999
  /// The loss of a picture.
  public var loss = PictureLoss()
  /// The weight of how pictures change.
  public var consistency = 0.5
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
    "\(Work.trainReconstruction) \(Setting.printedConfiguration, to: ReconstructionTrainingPreset.firenet.rawValue)"

  private init(_ file: ConfigurationFile) throws {
    (path, text) = (file.path, file.text)
    var it = (network: network, data: data, flips: flips, loss: loss, consistency: consistency)
    var (settings, plan, frozen) = (settings, plan, frozen)
    var (samples, seeds) = (validationSamples, validationSeeds)
    try file.read([
      (
        "network",
        {
          it.network.release = try $0.word("release", FireNet.Release.allCases.map { ($0.rawValue, $0) }) ?? .first
          it.network.channels = try $0.integer("channels", in: 1...16) ?? it.network.channels
        }
      ), ("data", { it.data = try Self.data($0) }),
      ("augmentation", { it.flips = try $0.number("flip", "from 0 to 1") { 0...1 ~= $0 } ?? it.flips }),
      (
        "training",
        {
          try plan.readTraining($0)
          settings = try TrainingSettings($0, steps: plan.steps, usualNorm: 1)
          frozen = try $0.texts("freeze") ?? []
          it.loss.similarityWeight = try $0.number("similarity", "0 or more") { $0 >= 0 } ?? it.loss.similarityWeight
          it.consistency = try $0.number("consistency", "0 or more") { $0 >= 0 } ?? it.consistency
        }
      ),
      (
        "validation",
        {
          try plan.readValidation($0)
          samples = try $0.integer("samples", in: 1...65536) ?? samples
          seeds = try $0.range("seeds") ?? seeds
        }
      ), ("output", { try plan.readOutput($0) }),
    ])
    (network, data, flips, loss, consistency) = it
    (self.settings, self.plan, self.frozen) = (settings, plan, frozen)
    (validationSamples, validationSeeds) = (samples, seeds)
  }

  private static func data(_ section: ConfigurationSection) throws -> Data {
    var data = Data()
    data.law = try section.text("law") ?? data.law
    data.seeds = try section.range("seeds") ?? data.seeds
    data.size = try section.size("size")
    if let crop = try section.size("crop") { data.crop = crop }
    data.windows = try section.integer("windows", in: 1...1000) ?? data.windows
    data.warmup = try section.integer("warmup", in: 0...1000) ?? min(data.warmup, data.windows - 1)
    guard data.warmup < data.windows else {
      throw section.fault("warmup", "is \(data.warmup), no fewer than the \(data.windows) windows of a sample")
    }
    data.window =
      try section.range("window-ms", "above 0") { $0 > 0 && $0 <= 1e6 }.map {
        $0.lowerBound / 1e3...$0.upperBound / 1e3
      }
      ?? data.window
    try data.cameras.read(section)
    data.pauseShare = try section.number("pause-share", "from 0 to 1") { 0...1 ~= $0 } ?? data.pauseShare
    data.gamma = 1 / (try section.number("gamma", "above 0") { $0 > 0 } ?? 1 / data.gamma)
    return data
  }
}
