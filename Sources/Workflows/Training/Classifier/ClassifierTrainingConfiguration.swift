import Datasets
import Files
import Kernels
import NeuralNetworks
import Recordings
import SpikingNetworks
import Tensors

/// What a classifier is trained on, what it consists of, and how it is trained: a file of YAML, or values.
public struct ClassifierTrainingConfiguration: Sendable {
  /// Which samples.
  public struct Data: Sendable {
    /// The data set; empty where the file names none.
    public var path = ""
    /// The samples for validation: a share below 1, else a number.
    public var validation = 0.1
    /// The steps of a recording.
    public var bins = 15
    /// The duration of one, in microseconds.
    public var binMicroseconds: Int64 = 20_000
    /// The unit of time of recordings that do not state it; no file says it.
    public var timeUnit: TimeUnit?
    /// The mean of each channel of pictures, in 0…1; nil for that of the training pictures.
    public var mean: [Float]?
    /// The standard deviation of each channel; nil for that of the training pictures.
    public var deviation: [Float]?
  }

  /// Which network.
  public struct Network: Sendable {
    /// A name of `ClassifierCatalog`; nil for a small network of the widths.
    public var architecture: String?
    /// The channels of convolutions, each halved by means.
    public var widths = [16, 32]
    /// The outputs of the inner linear layer.
    public var hidden = 64
    /// Whether there is batch normalisation, else biases.
    public var isNormalized = true
    /// What makes the sums values, or spikes.
    public var activation = ActivationDescription.qcfs(levels: 4)
    /// Whether the activation is said; else a network of the catalog keeps its own.
    public var namesActivation = false
    /// The threshold at the start; nil for 2, of spiking neurons 1.
    public var threshold: Float?
  }

  /// Which samples.
  public var data = Data()
  /// Which network.
  public var network = Network()
  /// How it is trained.
  public var training = ClassifierTraining(epochs: 10)
  /// The derivative of a spike.
  public var surrogate = SurrogateGradient.arctan(sharpness: 2)
  /// Whether the thresholds of spiking neurons are learnt.
  public var learnsThresholds = false
  /// The most memory that a training may take, in GiB; see `TrainableClassifier.trainingBytes`.
  public var memoryLimit = 2.0
  /// The file, for messages.
  public let path: String

  /// A configuration of what holds where nothing is said.
  ///
  /// - Parameter path: What messages call it.
  public init(path: String) { self.path = path }

  /// Reads a configuration.
  ///
  /// - Throws: `FileError` with the line of a mistake, ``JobError`` where it is no configuration at all.
  public init(reading path: String) throws { try self.init(ConfigurationFile(path: path, example: Self.example)) }

  /// Takes a text as that of a file.
  ///
  /// - Throws: As ``init(reading:)``.
  public init(text: String, path: String) throws {
    try self.init(ConfigurationFile(text, path: path, example: Self.example))
  }

  private static let example: Message =
    "\(Work.trainClassifier) \(Setting.printedConfiguration, to: ClassifierTrainingPreset.mnistQCFS.rawValue)"

  private init(_ file: ConfigurationFile) throws {
    path = file.path
    var (data, network, training) = (data, network, training)
    var (surrogate, learnsThresholds, memoryLimit) = (surrogate, learnsThresholds, memoryLimit)
    try file.read([
      ("data", { data = try Self.data($0) }), ("network", { network = try Self.network($0) }),
      (
        "training",
        {
          training = try Self.training($0)
          surrogate = try Self.surrogate($0) ?? surrogate
          learnsThresholds = try $0.flag("learn-thresholds") ?? false
          memoryLimit = try $0.number("memory", "above 0") { $0 > 0 && $0 <= 1e6 } ?? memoryLimit
        }
      ), ("augmentation", { training.augmentation = try Self.augmentation($0) }),
    ])
    (self.data, self.network, self.training) = (data, network, training)
    (self.surrogate, self.learnsThresholds, self.memoryLimit) = (surrogate, learnsThresholds, memoryLimit)
  }

  private static func data(_ section: ConfigurationSection) throws -> Data {
    var data = Data()
    data.path = try section.text("path") ?? ""
    data.validation =
      try section.number("validation", "from 0: a share below 1, or a whole number of samples") {
        $0 >= 0 && ($0 < 1 || $0 == $0.rounded())
      } ?? data.validation
    data.bins = try section.integer("bins", in: 1...10_000) ?? data.bins
    data.binMicroseconds = try section.duration("bin-duration") ?? data.binMicroseconds
    data.mean = try section.numbers("mean", "") { _ in true }?.map { Float($0) }
    data.deviation = try section.numbers("deviation", "above 0") { $0 > 0 }?.map { Float($0) }
    if (data.mean == nil) != (data.deviation == nil) {
      throw section.fault(data.mean == nil ? "deviation" : "mean", "needs both, mean and deviation")
    }
    return data
  }

  private static func network(_ section: ConfigurationSection) throws -> Network {
    enum Kind { case relu, qcfs, lsq, spiking }
    var network = Network()
    network.architecture = try section.text("architecture")
    network.widths = try section.integers("widths") ?? network.widths
    network.hidden = try section.integer("hidden", in: 1...65536) ?? network.hidden
    network.isNormalized = try section.flag("normalization") ?? true
    let kind = try section.word(
      "activation", [("qcfs", Kind.qcfs), ("relu", .relu), ("lsq", .lsq), ("spiking", .spiking)])
    let levels = try section.integer("levels", in: 1...1024) ?? 4
    let neuron = SpikingNeuron(
      reset: try section.word("reset", [("soft", .soft), ("hard", .hard)]) ?? .soft,
      initialPotential: Float(try section.number("initial-potential", "from 0 to 1") { 0...1 ~= $0 } ?? 0),
      decay: Float(try section.number("decay", "above 0, up to 1") { $0 > 0 && $0 <= 1 } ?? 1))
    network.threshold = try section.number("threshold", "above 0") { $0 > 0 }.map { Float($0) }
    switch kind {
    case .relu: network.activation = .relu
    case .lsq: network.activation = .lsq(levels: levels)
    case .spiking: network.activation = .spiking(neuron)
    case .qcfs, nil: network.activation = .qcfs(levels: levels)
    }
    network.namesActivation = kind != nil
    return network
  }

  private static func training(_ section: ConfigurationSection) throws -> ClassifierTraining {
    var training = ClassifierTraining(epochs: 10)
    training.epochs = try section.integer("epochs", in: 1...100_000) ?? training.epochs
    training.batch = try section.integer("batch", in: 1...65536) ?? training.batch
    training.seed = UInt64(try section.integer("seed", in: 0...Int.max) ?? 0)
    let usualRate: Double
    (training.method, usualRate) = try section.optimizationMethod()
    training.weightDecay = Float(try section.number("weight-decay", "0 or more") { $0 >= 0 } ?? 0)
    training.schedule = try section.schedule(
      usualRate: usualRate, keys: (length: "step-epochs", warmup: "warmup-epochs"), usualLength: 10)
    training.largestNorm = try section.number("clip-norm", "above 0") { $0 > 0 }
    training.labelSmoothing = Float(try section.number("label-smoothing", "from 0, below 1") { 0..<1 ~= $0 } ?? 0)
    training.loss = try section.word("loss", ClassifierTraining.Loss.allCases.map { ($0.rawValue, $0) }) ?? .mean
    training.pictureSteps = try section.integer("steps", in: 1...10_000) ?? 4
    return training
  }

  private static func surrogate(_ section: ConfigurationSection) throws -> SurrogateGradient? {
    enum Kind { case piecewiseLinear, arctan, sigmoid }
    let kind = try section.word(
      "surrogate", [("arctan", Kind.arctan), ("piecewise-linear", .piecewiseLinear), ("sigmoid", .sigmoid)])
    let sharpness = try section.number("sharpness", "above 0") { $0 > 0 }.map { Float($0) }
    switch kind {
    case .piecewiseLinear: return .piecewiseLinear(sharpness: sharpness ?? 1)
    case .sigmoid: return .sigmoid(sharpness: sharpness ?? 4)
    case .arctan, nil: return .arctan(sharpness: sharpness ?? 2)
    }
  }

  private static func augmentation(_ section: ConfigurationSection) throws -> Augmentation {
    Augmentation(
      largestShift: try section.integer("shift", in: 0...4096) ?? 0, flips: try section.flag("flip") ?? false)
  }
}
