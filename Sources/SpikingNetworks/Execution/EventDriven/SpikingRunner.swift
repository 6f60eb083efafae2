import Kernels
import Tensors

/// A batch of samples on their way through the steps of a spiking classifier.
///
/// Samples stop one by one: those that stopped take no part in later steps and cost nothing. Memory is taken once.
public final class SpikingRunner {
  /// The samples that run together where nothing else is said.
  public static let defaultBatch = 64
  /// The steps of one layer at once where nothing stops early.
  public static let defaultStepsAtOnce = 8

  /// The samples of the batch that have not stopped.
  public private(set) var active: [Int] = []
  /// The steps taken.
  public private(set) var step = 0
  private let classifier: SpikingClassifier
  private let workers: Workers
  private let capacity: Int
  private let stepsAtOnce: Int
  private let prefix: ClassifierMaps
  /// What reaches the first neurons: a frame a sample for an input that stays, else a frame a sample and step.
  private var currents: NeuronValues?
  private let sums: NeuronValues
  private var stages: [(stage: SpikingStages.Stage, operands: SpikingLayer.Operands?, gate: SpikeGate?)]
  private let trains: [SpikeTrains]
  private let neuronStages: [SpikingStages.Neurons]
  /// Every map of spikes that reaches a layer, and the outputs that its spikes reach.
  let synapses: [(train: Int, reach: SpikeReach)]
  private var input: SpikingInput?
  private var offset = 0
  /// The steps of the last advance.
  private var taken = 0..<0
  private var takenSamples: [Int] = []

  /// The samples whose first layer is computed together.
  private static let prefixBatch = 16

  /// Takes the memory of a batch.
  ///
  /// - Parameters:
  ///   - samples: The largest number of samples.
  ///   - stepsAtOnce: The largest number of steps of one advance: all of them are computed layer by layer.
  public init(_ classifier: SpikingClassifier, samples: Int, stepsAtOnce: Int = 1, workers: Workers) {
    precondition(samples > 0 && stepsAtOnce > 0, "A batch has one sample and takes one step, or more.")
    self.classifier = classifier
    self.workers = workers
    self.stepsAtOnce = stepsAtOnce
    capacity = samples
    prefix = ClassifierMaps(classifier.prefix, batch: min(samples, Self.prefixBatch))
    let frames = samples * stepsAtOnce
    let trains = classifier.trains.map {
      SpikeTrains(
        frames: frames, channels: $0.shape[0], height: $0.shape[1], width: $0.shape[2], isSigned: $0.isSigned)
    }
    self.trains = trains
    let neurons = classifier.neuronStages
    neuronStages = neurons
    synapses = neurons.flatMap { Self.synapses(of: $0, trains: classifier.trains) }
    let sums = neurons[neurons.count - 1].layer.makeValues(frames: frames)
    self.sums = sums
    stages = classifier.stages.map { stage in
      switch stage {
      case .neurons(let it):
        let operands = SpikingLayer.Operands(
          inputs: it.inputs.map { trains[$0] }, identity: it.identity.map { trains[$0] },
          state: it.output == nil ? nil : it.layer.makeState(samples: samples), output: it.output.map { trains[$0] },
          sums: it.output == nil ? sums : nil)
        return (stage, operands, nil)
      case .gate(let it):
        let from = classifier.trains[it.input].shape
        let gate = SpikeGate(
          kernel: it.kernel, stride: it.stride, padding: it.padding, channels: from[0], size: (from[1], from[2]),
          samples: samples)
        return (stage, nil, gate)
      }
    }
  }

  /// The maps of spikes that reach a stage, with the outputs that their spikes reach.
  private static func synapses(
    of stage: SpikingStages.Neurons, trains: [SpikingStages.Train]
  ) -> [(train: Int, reach: SpikeReach)] {
    var found: [(train: Int, reach: SpikeReach)] = []
    for (index, train) in stage.inputs.enumerated() {
      let shape = trains[train].shape
      found.append((train, stage.layer.reach(ofInput: index, height: shape[1], width: shape[2])))
    }
    if let train = stage.identity {
      let shape = trains[train].shape
      if let reach = stage.layer.identityReach(height: shape[1], width: shape[2]) { found.append((train, reach)) }
    }
    return found
  }

  /// The bytes of all maps, membranes and spikes.
  public var byteCount: Int {
    trains.reduce((currents?.byteCount ?? 0) + sums.byteCount + prefix.byteCount) { $0 + $1.byteCount }
      + stages.reduce(0) { $0 + ($1.operands?.state?.byteCount ?? 0) + ($1.gate?.byteCount ?? 0) }
  }

  /// Starts from rest with some samples of an input, from now on numbered from 0.
  public func begin(_ input: SpikingInput, samples: Range<Int>) {
    precondition(
      input.sampleShape == classifier.architecture.inputShape,
      "The classifier takes samples of \(classifier.architecture.inputShape), not of \(input.sampleShape).")
    precondition(
      samples.count <= capacity && samples.upperBound <= input.samples && !samples.isEmpty,
      "The samples \(samples) are not among \(input.samples), or more than \(capacity).")
    self.input = input
    offset = samples.lowerBound
    active = Array(0..<samples.count)
    step = 0
    connectCurrents(frames: input.isConstant ? capacity : capacity * stepsAtOnce)
    for stage in stages {
      stage.gate?.reset()
      if case .neurons(let it) = stage.stage, let state = stage.operands?.state {
        it.layer.reset(state, to: it.initialPotential)
      }
    }
    if case .constant(let values) = input { place(values, firstSample: offset, frame: 0) }
  }

  /// Takes memory for the currents of the first neurons, unless there is the same already.
  private func connectCurrents(frames: Int) {
    for index in stages.indices {
      guard case .neurons(let it) = stages[index].stage, it.hasCurrents else { continue }
      if currents?.frames != frames { currents = it.layer.makeValues(frames: frames) }
      stages[index].operands?.currents = currents
      stages[index].operands?.isCurrentRepeated = frames == capacity
    }
  }

  /// Lets samples take no further steps.
  public func stop(_ samples: [Int]) {
    let stopped = Set(samples)
    active.removeAll(where: stopped.contains)
  }

  /// Takes the next steps of the samples that have not stopped, as many at once as memory was taken for.
  ///
  /// - Parameter end: The number of steps after which to stop.
  /// - Returns: The steps taken, from 0.
  @discardableResult
  public func advance(upTo end: Int = .max) -> Range<Int> {
    precondition(input != nil, "A batch begins before it advances.")
    let count = min(stepsAtOnce, end - step)
    taken = step..<step + max(0, count)
    takenSamples = active
    step = taken.upperBound
    if active.isEmpty || taken.isEmpty { return taken }
    if case .sequence(let values)? = input {
      for (frame, step) in taken.enumerated() { place(values, step: step, frame: frame * capacity) }
    }
    for stage in stages {
      switch stage.stage {
      case .neurons(let it):
        guard let operands = stage.operands else { continue }
        it.layer.run(operands, samples: active, capacity: capacity, steps: 0..<taken.count, workers: workers)
      case .gate(let it):
        stage.gate?.run(
          trains[it.input], into: trains[it.output], samples: active, capacity: capacity, steps: 0..<taken.count,
          workers: workers)
      }
    }
    return taken
  }

  /// Reads the output of a sample in one of the steps of the last advance: a value a class.
  public func output<Result>(
    of sample: Int, step: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try sums.withFrame(frame(sample, step)) { row in
      try body(UnsafeBufferPointer(rebasing: row[..<classifier.architecture.classes]))
    }
  }

  /// The spikes of a sample in one of the steps of the last advance, in one layer of neurons.
  public func spikes(of sample: Int, layer: Int, step: Int) -> Int {
    neuronStages[layer].output.map { spikes(ofTrain: $0, sample: sample, step: step) } ?? 0
  }

  func outputs(reachedFrom train: Int, _ reach: SpikeReach, sample: Int, step: Int) -> Int {
    reach.sum(trains[train], frame: frame(sample, step))
  }

  func spikes(ofTrain train: Int, sample: Int, step: Int) -> Int { trains[train].count(frame: frame(sample, step)) }

  /// The spikes of all samples that took one of the steps of the last advance, in one layer of neurons.
  public func spikes(ofLayer layer: Int, step: Int) -> Int {
    takenSamples.reduce(0) { $0 + spikes(of: $1, layer: layer, step: step) }
  }

  private func frame(_ sample: Int, _ step: Int) -> Int {
    precondition(taken.contains(step), "The step \(step) is not one of the last taken, \(taken).")
    return (step - taken.lowerBound) * capacity + sample
  }

  /// Computes the currents of the active samples for one step, in groups that share a pass.
  private func place(_ values: Tensor<Float>, step: Int, frame: Int) {
    let isOver = step >= values.shape[0]
    let samples = values.shape[1]
    place(values, firstSample: isOver ? nil : step * samples + offset, frame: frame)
  }

  /// - Parameter firstSample: Where the batch starts among the samples of `values`; nil for zeros.
  private func place(_ values: Tensor<Float>, firstSample: Int?, frame: Int) {
    let count = Shape.count(classifier.architecture.inputShape)
    for start in stride(from: 0, to: active.count, by: prefix.batch) {
      let group = active[start..<min(start + prefix.batch, active.count)]
      values.withUnsafeBufferPointer { from in
        for (index, sample) in group.enumerated() {
          let target = prefix.input.plane(sample: index)
          if let firstSample, let base = from.baseAddress {
            target.update(from: base + (firstSample + sample) * count, count: count)
          } else {
            target.update(repeating: 0, count: count)
          }
        }
      }
      prefix.pass(workers: workers, activate: { _, _ in })
      currents?.replaceFrames(group.map { frame + $0 }, by: prefix.output, workers: workers)
    }
  }
}
