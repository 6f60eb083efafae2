import Kernels
import NeuralNetworks
import Synchronization
import Tensors

/// A classifier in floating point: the network that a spiking one is made from and held against.
///
/// Normalisation is folded, and batches go through the kernels of `Kernels` with maps that are reused.
public struct DenseClassifier: Sendable {
  /// The memory of a batch; runs through one must not overlap.
  public struct Workspace {
    fileprivate let maps: ClassifierMaps

    /// The samples of a batch.
    public var batch: Int { maps.batch }
    /// The bytes of all maps.
    public var byteCount: Int { maps.byteCount }
  }

  /// The samples of a batch where nothing else is said: enough to keep products long, few enough for the caches.
  public static let defaultBatch = 64

  /// The samples that one thread computes at once.
  private static let threadBatch = 16

  /// What one thread computes with.
  private final class Lane: @unchecked Sendable {
    let workers: Workers
    var workspace: Workspace?

    init(workers: Workers) { self.workers = workers }
  }

  /// What the classifier consists of, normalisation included.
  public let architecture: ClassifierArchitecture
  private let plan: ClassifierPlan

  /// Prepares a classifier.
  ///
  /// - Throws: `ParameterError` where a parameter is missing or has another shape.
  /// - Precondition: No activation is a spiking neuron.
  public init(architecture: ClassifierArchitecture, parameters: ParameterTree) throws {
    self.architecture = architecture
    plan = try ClassifierPlan(architecture.folded(parameters), isDirect: false)
    for layer in plan.activations {
      if case .spiking = layer.description {
        preconditionFailure("The neurons \(layer.name) spike; a ReferenceSpikingClassifier runs them.")
      }
    }
  }

  /// Prepares the classifier of a checkpoint.
  public init(_ checkpoint: ClassifierCheckpoint) throws {
    try self.init(architecture: checkpoint.architecture, parameters: checkpoint.parameters)
  }

  /// The names of the activations in the order of the computation.
  public var activationNames: [String] { plan.activations.map(\.name) }

  /// Takes the memory of batches of `batch` samples.
  public func workspace(batch: Int = Self.defaultBatch) -> Workspace {
    Workspace(maps: ClassifierMaps(plan, batch: batch))
  }

  /// The outputs of many samples.
  ///
  /// Every thread computes small batches of its own, which stay in its cache.
  ///
  /// - Parameter input: `[samples, channels, rows, columns]`.
  /// - Returns: `[samples, classes]`, before any softmax.
  /// - Throws: ``FileError`` where no more threads can be prepared.
  public func callAsFunction(_ input: Tensor<Float>, workers: Workers) throws -> Tensor<Float> {
    checkInput(input.shape)
    let (samples, classes) = (input.shape[0], architecture.classes)
    let batches = (samples + Self.threadBatch - 1) / Self.threadBatch
    // Threads take what another laid back, and make what is missing.
    let idle = Mutex<[Lane]>(
      try (0..<min(workers.threads, batches)).map { _ in
        Lane(workers: try Workers(threads: 1, instructionSet: workers.instructionSet))
      })
    return Tensor(unsafeUninitializedShape: [samples, classes]) { target in
      workers.forEach(batches) { batch in
        let first = batch * Self.threadBatch
        let count = min(Self.threadBatch, samples - first)
        guard let lane = idle.withLock({ $0.popLast() }) else {
          preconditionFailure("There are as many lanes as threads.")
        }
        let workspace = lane.workspace.flatMap { $0.batch == count ? $0 : nil } ?? self.workspace(batch: count)
        lane.workspace = workspace
        run(input, from: first, in: workspace, workers: lane.workers) { _, _ in }
        let output = workspace.maps.output.plane(sample: 0)
        for index in 0..<count * classes { target.initializeElement(at: first * classes + index, to: output[index]) }
        idle.withLock { $0.append(lane) }
      }
    }
  }

  /// The outputs of many samples, computed in batches of ``defaultBatch``, with a look at the values on the way.
  ///
  /// - Parameters:
  ///   - input: `[samples, channels, rows, columns]`.
  ///   - observe: Is shown the values after each activation of each batch: its name and `[batch, channels, rows,
  ///     columns]`, valid during the call.
  /// - Returns: `[samples, classes]`, before any softmax.
  public func callAsFunction(
    _ input: Tensor<Float>, workers: Workers, observe: (_ name: String, _ values: FeatureMap) -> Void
  ) -> Tensor<Float> {
    checkInput(input.shape)
    let samples = input.shape[0]
    var whole: Workspace?
    var outputs: [Tensor<Float>] = []
    for first in stride(from: 0, to: samples, by: Self.defaultBatch) {
      let count = min(Self.defaultBatch, samples - first)
      let workspace = whole.flatMap { $0.batch == count ? $0 : nil } ?? self.workspace(batch: count)
      whole = workspace
      run(input, from: first, in: workspace, workers: workers, observe: observe)
      outputs.append(workspace.maps.output.tensor.reshaped(to: [count, architecture.classes]))
    }
    return Tensor(concatenating: outputs)
  }

  /// The outputs of one batch.
  ///
  /// - Parameter input: `[batch of the workspace, channels, rows, columns]`.
  /// - Returns: `[batch, classes]`.
  public func callAsFunction(_ input: Tensor<Float>, in workspace: Workspace, workers: Workers) -> Tensor<Float> {
    checkInput(input.shape)
    precondition(
      input.shape[0] == workspace.batch, "A workspace of \(workspace.batch) samples takes no \(input.shape[0]).")
    run(input, from: 0, in: workspace, workers: workers) { _, _ in }
    return workspace.maps.output.tensor.reshaped(to: [workspace.batch, architecture.classes])
  }

  private func run(
    _ input: Tensor<Float>, from first: Int, in workspace: Workspace, workers: Workers,
    observe: (String, FeatureMap) -> Void
  ) {
    let maps = workspace.maps
    maps.input.copy(from: input, sample: first)
    maps.pass(
      workers: workers,
      activate: { index, map in
        let layer = plan.activations[index]
        workers.forEach(map.batch * map.channelCount) { item in
          let (sample, channel) = item.quotientAndRemainder(dividingBy: map.channelCount)
          layer.description.apply(
            to: UnsafeMutableBufferPointer(start: map.plane(sample: sample, channel: channel), count: map.planeCount),
            threshold: layer.threshold(channel))
        }
      },
      observe: { index, map in observe(plan.activations[index].name, map) })
  }

  private func checkInput(_ shape: [Int]) {
    precondition(
      shape.count == 4 && shape[0] > 0 && Array(shape.dropFirst()) == architecture.inputShape,
      "The classifier takes samples of \(architecture.inputShape), not the shape \(shape).")
  }
}

extension FeatureMap {
  /// Overwrites the map with as many samples of a tensor as it has, from `first` on.
  func copy(from tensor: Tensor<Float>, sample first: Int) {
    let length = channelCount * planeCount
    precondition(tensor.count >= (first + batch) * length, "The tensor \(tensor.shape) ends before the batch.")
    tensor.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      for sample in 0..<batch {
        plane(sample: sample).update(from: start + (first + sample) * length, count: length)
      }
    }
  }
}

extension ActivationDescription {
  private static let wholeFrom: Float = 8_388_608

  /// Applies the activation in place.
  ///
  /// - Parameter threshold: θ of QCFS or the step of LSQ.
  func apply(to values: UnsafeMutableBufferPointer<Float>, threshold: Float) {
    switch self {
    case .relu:
      for index in values.indices { values[index] = max(values[index], 0) }
    case .qcfs(let levels):
      let count = Float(levels)
      for index in values.indices {
        let share = values[index] / threshold
        // A NaN becomes 0.
        let raised = (share > 0 ? (share < 1 ? share : 1) : 0) * count + 0.5
        // Behind 2²³ a number has no fraction; this is as many instructions on any processor, and for many at once.
        let nearest = (raised + Self.wholeFrom) - Self.wholeFrom
        values[index] = (nearest > raised ? nearest - 1 : nearest) / count * threshold
      }
    case .lsq(let levels):
      let count = Float(levels)
      for index in values.indices {
        let steps = values[index] / threshold
        let clipped = steps > 0 ? (steps < count ? steps : count) : 0
        values[index] = clipped.rounded(.toNearestOrEven) * threshold
      }
    case .spiking: preconditionFailure("A spiking neuron has a state and is no activation.")
    }
  }
}
