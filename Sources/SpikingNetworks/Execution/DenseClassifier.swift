import Kernels
import NeuralNetworks
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

  /// What the classifier consists of, normalisation included.
  public let architecture: ClassifierArchitecture
  private let plan: ClassifierPlan

  /// Prepares a classifier.
  ///
  /// - Throws: ``FileError`` where a parameter is missing or has another shape.
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

  /// The outputs of many samples, computed in batches of ``defaultBatch``.
  ///
  /// - Parameters:
  ///   - input: `[samples, channels, rows, columns]`.
  ///   - observe: Is shown the values behind each activation of each batch: its name and `[batch, channels, rows,
  ///     columns]`, valid during the call.
  /// - Returns: `[samples, classes]`, before any softmax.
  public func callAsFunction(
    _ input: Tensor<Float>, workers: Workers, observe: (_ name: String, _ values: FeatureMap) -> Void = { _, _ in }
  ) -> Tensor<Float> {
    checkInput(input.shape)
    let samples = input.shape[0]
    var whole: Workspace?
    var outputs = Tensor<Float>(zeros: [samples, architecture.classes])
    for first in stride(from: 0, to: samples, by: Self.defaultBatch) {
      let count = min(Self.defaultBatch, samples - first)
      let maps = whole.flatMap { $0.batch == count ? $0 : nil } ?? workspace(batch: count)
      whole = maps
      run(input, from: first, in: maps, workers: workers, observe: observe)
      outputs.withUnsafeMutableBufferPointer { target in
        let output = maps.maps.output
        for index in 0..<count * architecture.classes {
          target[first * architecture.classes + index] = output.plane(sample: 0)[index]
        }
      }
    }
    return outputs
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
        // What is within 0 and 1 becomes a whole number by cutting off; a NaN becomes 0.
        let clipped = share > 0 ? (share < 1 ? share : 1) : 0
        values[index] = Float(Int32(clipped * count + 0.5)) / count * threshold
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
