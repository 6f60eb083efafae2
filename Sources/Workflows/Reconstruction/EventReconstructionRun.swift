import Datasets
import Files
import Kernels
import Reconstruction
import Recordings
import Runtime

/// Makes pictures from a recording of events with a network: one a window, its states carried on from window to window.
/// Reading, the network and writing overlap.
public struct EventReconstructionRun: Job, Sendable {
  /// What was written.
  public struct Summary: Encodable, Sendable {
    /// What was written.
    public var output: String
    /// The name of the network.
    public var method: String
    /// Which of its releases the weights are; nil where there is one.
    public var release: String?
    /// What tells the checkpoint from another.
    public var weightsDigest: String?
    /// How many pictures were written.
    public var pictures: Int
    /// The columns, in pixels.
    public var width: Int
    /// The rows, in pixels.
    public var height: Int
    /// What each picture shows.
    public var windows: [ReconstructedPicture]
    /// How many windows hold no event.
    public var emptyWindows: Int
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]
  }

  /// What pictures are made of.
  public enum Input: Sendable {
    /// A recording of events.
    case events(EventRecording)
    /// Voxel grids in a `.npy`, float32 `[windows, bins, height, width]`, taken as they are.
    case grids(path: String)
  }

  /// What is read.
  public var input: Input
  /// The network.
  public var model: ReconstructionModel
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`; nil for the weights that are carried.
  public var weights: String?
  /// Where the pictures go. A `.npy` holds them as the network gives them, about 0…1.
  public var output: ReconstructionOutput
  /// The windows; nil for those between the recording's own pictures where it holds any, else 33.333 ms.
  public var windows: EventWindowChoice?
  /// The wanted time.
  public var selection: TimeSelection
  /// With which map events are moved first; nil to leave them.
  public var rectification: Rectification?
  /// How values become gray.
  public var display: PictureDisplay.Rule
  /// The number of the one window whose picture is wanted; nil for all, and the last in a still picture.
  public var shown: Int?
  /// Whether the output may be larger than the free disk, and windows of nothing as many as there are.
  public var allowsLargeOutput: Bool
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// The windows of recordings without pictures of their own, in microseconds.
  static let usualWindow: Int64 = 33_333

  /// Describes a run.
  public init(
    input: Input, model: ReconstructionModel = .firenet, weights: String? = nil, output: ReconstructionOutput,
    windows: EventWindowChoice? = nil, selection: TimeSelection = TimeSelection(),
    rectification: Rectification? = nil, display: PictureDisplay.Rule = .robust, shown: Int? = nil,
    allowsLargeOutput: Bool = false, threads: Int = Threads.coreCount
  ) {
    (self.input, self.model, self.weights, self.output) = (input, model, weights, output)
    (self.windows, self.selection, self.rectification) = (windows, selection, rectification)
    (self.display, self.shown, self.allowsLargeOutput, self.threads) = (display, shown, allowsLargeOutput, threads)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let kind = try output.kind()
    if let shown, shown < 0 {
      throw JobError(wrongOptions: "\(Setting.shownFrame, to: "\(shown)") does not exist: windows count from 0")
    }
    let checkpoint = try NetworkWeights(path: weights, for: model)
    let network = try model.network(checkpoint.parameters)
    let workers = try Workers(threads: threads)
    let source = try NetworkPictures(self, network: network, workers: workers, log: log)
    let reconstructor = source.reconstructor
    try checkpoint.describeRun(workers: workers, workspace: reconstructor.workspaceByteCount, observer: log)
    if let release = network.release { log.detail("\(weights ?? model.carried.name): the parameters of \(release)") }
    let sink = try ReconstructionSink(
      output, width: source.size.width, height: source.size.height, name: PageOutput.name(of: source.path),
      inputs: [source.path, weights, windows?.listPath, rectification?.path].compactMap { $0 }, rate: source.usualRate)
    let progress = log.steps(
      total: source.count.map { min($0, shown.map { min($0, .max - 1) + 1 } ?? .max) }, unit: "pictures")
    defer { progress.finish() }
    var display = PictureDisplay(display)
    var last: NetworkPictures.Made?
    func write(_ made: NetworkPictures.Made) throws {
      try sink.append(made.values, as: made.picture) { display.grayValues(of: $0) }
    }
    try source.forEach(isConcurrent: workers.threads > 1) { made in
      defer { last = made }
      if shown == nil && kind != .still { try write(made) }
      try progress.advance()
    }
    if source.madeCount == 0 { throw source.emptinessError() }
    if shown != nil || kind == .still {
      guard let last, last.picture.index == shown ?? last.picture.index else {
        throw JobError(
          wrongOptions: "\(Setting.shownFrame, to: "\(shown ?? 0)") does not exist: there are "
            + "\(Text.count(source.madeCount, "window"))")
      }
      try write(last)
    }
    try source.passWarnings()
    try sink.finish(ReconstructionSink.Facts(method: model.name, weightsDigest: checkpoint.digest))
    return Summary(
      output: output.path, method: model.name, release: network.release, weightsDigest: checkpoint.digest,
      pictures: sink.pictures.count, width: source.size.width, height: source.size.height, windows: sink.pictures,
      emptyWindows: source.emptyCount, warnings: log.warnings)
  }
}
