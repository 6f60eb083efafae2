import Datasets
import Files
import Kernels
import Recordings
import SpikingNetworks
import Tensors

/// Samples with labels as a classifier takes them.
protocol ClassifierSamples {
  var labels: [Int] { get }
  var classNames: [String] { get }
  /// What messages and reports call them.
  var source: String { get }
  /// Real time of a step in microseconds, where samples are recordings of events.
  var stepMicroseconds: Double? { get }
  /// Reads samples as a spiking network takes them.
  func read(_ range: Range<Int>, workers: Workers) throws -> SpikingInput
  /// Reads samples as a network in floating point takes them; nil where they are recordings.
  func values(_ range: Range<Int>) throws -> Tensor<Float>?
}

extension ClassifierSamples {
  var count: Int { labels.count }
  var classNames: [String] { [] }
  var stepMicroseconds: Double? { nil }
}

/// Samples of a data set as a classifier takes them.
struct EvaluatedSamples: ClassifierSamples {
  let dataset: ClassificationDataset
  let stepMicroseconds: Double?
  private let input: ClassifierInput
  private let binning: EventBinning?
  /// Each sample's number in the data set.
  private let numbers: [Int]
  private var coding = (kind: PictureCoding.constant, steps: 1)

  /// Opens a data set for a classifier: the part for training or testing where it has it, else all of it.
  ///
  /// - Parameters:
  ///   - timeUnit: The unit of time of recordings that do not state it.
  ///   - threads: The most threads that decode one.
  /// - Throws: `FileError` where it is none, its samples are not what the network takes, or a label is none of the
  ///   network's classes.
  init(
    _ path: String, split: ClassificationSplit, limit: Int?, timeUnit: TimeUnit?, threads: Int,
    for checkpoint: ClassifierCheckpoint
  ) throws {
    let hasPart = try ClassificationDataset.splits(of: path).contains(split)
    var dataset = try ClassificationDataset(
      path, split: hasPart ? split : nil, options: ClassificationReadOptions(timeUnit: timeUnit, threads: threads))
    if let limit, limit < dataset.count { dataset = dataset.subset(Array(0..<limit)) }
    let architecture = checkpoint.architecture
    guard let input = checkpoint.input else { throw InputSummary.unknown(checkpoint) }
    switch (dataset.kind, input) {
    case (.pictures(let channels, let height, let width), .pictures(let mean, _)):
      guard [channels, height, width] == architecture.inputShape, mean.count == channels else {
        throw Self.mismatch(path, "pictures of \(channels)x\(height)x\(width)", architecture)
      }
      (binning, stepMicroseconds) = (nil, nil)
    case (.events(let width, let height), .events(let bins, let duration)):
      let ratio = max(1, (width + architecture.inputShape[2] - 1) / architecture.inputShape[2])
      let binning = EventBinning(steps: bins, extent: .microsecondsPerStep(duration), downsampling: ratio)
      guard binning.shape(width: width, height: height) == architecture.inputShape else {
        throw Self.mismatch(path, "events of \(width)x\(height) pixels", architecture)
      }
      (self.binning, stepMicroseconds) = (binning, Double(duration))
    case (.pictures, .events): throw Self.mismatch(path, "pictures", architecture)
    case (.events, .pictures): throw Self.mismatch(path, "recordings of events", architecture)
    }
    if let wrong = dataset.labels.firstIndex(where: { $0 >= architecture.classes }) {
      throw FileError(
        .badContent, path: path,
        problem: "the label \(dataset.labels[wrong]) is none of the network's \(architecture.classes) classes",
        place: "sample \(wrong)", remedy: "name the data set that the network was trained on")
    }
    self.dataset = dataset
    self.input = input
    numbers = Array(0..<dataset.count)
  }

  private init(_ other: EvaluatedSamples, indices: [Int]) {
    dataset = other.dataset.subset(indices)
    numbers = indices.map { other.numbers[$0] }
    (input, binning, stepMicroseconds, coding) = (other.input, other.binning, other.stepMicroseconds, other.coding)
  }

  private static func mismatch(_ path: String, _ found: String, _ architecture: ClassifierArchitecture) -> FileError {
    FileError(
      .badContent, path: path,
      problem: "it holds \(found); the network \(architecture.name) takes "
        + architecture.inputShape.map(String.init).joined(separator: "x"),
      remedy: "name the data set that the network was trained on")
  }

  var labels: [Int] { dataset.labels }
  var classNames: [String] { dataset.classNames }
  var source: String { dataset.path }

  /// The steps of recordings; nil for pictures.
  var recordedSteps: Int? { binning?.steps }

  /// Some of the samples.
  func subset(_ indices: [Int]) -> EvaluatedSamples { EvaluatedSamples(self, indices: indices) }

  /// Sets how pictures become steps.
  mutating func code(as kind: PictureCoding, steps: Int) { coding = (kind, steps) }

  func read(_ range: Range<Int>, workers: Workers) throws -> SpikingInput {
    guard let binning, case .events(let width, let height) = dataset.kind else {
      return input.input(
        of: try dataset.pictures(at: range), coding: coding.kind, steps: coding.steps,
        numbers: Array(numbers[range]), workers: workers)
    }
    let recordings = try range.map { try dataset.events($0) }
    return binning.input(of: recordings, width: width, height: height, workers: workers)
  }

  func values(_ range: Range<Int>) throws -> Tensor<Float>? {
    guard case .pictures = dataset.kind else { return nil }
    return input.values(of: try dataset.pictures(at: range))
  }

  /// Refuses samples of a calibration set that are reported as well, told by their pixels or events.
  func refuseShared(with report: EvaluatedSamples) throws {
    let reported = Set(try (0..<report.count).map { try report.dataset.digest($0).description })
    let shared = try (0..<count).filter { reported.contains(try dataset.digest($0).description) }
    guard let first = shared.first else { return }
    throw FileError(
      .badContent, path: dataset.path,
      problem: "\(shared.count) of \(count) calibration samples are among those reported: the same pixels or events",
      place: "sample \(first)", remedy: "calibrate on samples that are not evaluated")
  }
}
