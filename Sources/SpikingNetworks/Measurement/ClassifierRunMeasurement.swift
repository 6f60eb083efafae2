import Kernels
import Tensors

/// A run of a spiking classifier over a set of samples, batch by batch, with what it cost.
public struct ClassifierRunMeasurement: Sendable {
  /// How a run goes.
  public struct Plan: Sendable {
    /// The largest number of steps.
    public var steps: Int
    /// The samples that run together.
    public var batch: Int
    /// The steps of a layer at once; 1 goes step by step, as early exit must.
    public var stepsAtOnce: Int
    /// What lets samples stop; nil where all take every step.
    public var exit: (rule: ConfidenceRule, temperature: Double, threshold: Double)?
    /// Whether the outputs are kept.
    public var keepsOutputs: Bool

    /// Describes a run.
    public init(
      steps: Int, batch: Int, stepsAtOnce: Int = 1,
      exit: (rule: ConfidenceRule, temperature: Double, threshold: Double)? = nil, keepsOutputs: Bool = false
    ) {
      precondition(exit == nil || stepsAtOnce == 1, "Samples stop between steps: early exit goes step by step.")
      self.steps = steps
      self.batch = batch
      self.stepsAtOnce = stepsAtOnce
      self.exit = exit
      self.keepsOutputs = keepsOutputs
    }
  }

  /// Each step's own outputs, `[steps, samples, classes]`, where they are kept.
  public private(set) var outputs: Tensor<Float>?
  /// The step after which each sample stopped, from 1.
  public private(set) var exitSteps: [Int]
  /// The spikes of each layer in each step, of all samples that took it.
  public private(set) var layers: [SpikingRun.Layer]
  /// What was computed.
  public private(set) var work = SpikingWork()
  /// The time of the network and the decisions, without reading samples.
  public private(set) var seconds = 0.0
  /// What of that the decisions took.
  public private(set) var decisionSeconds = 0.0

  /// The samples that took each step together.
  public var sampleSteps: Int { exitSteps.reduce(0, +) }

  /// Runs all samples.
  ///
  /// - Parameters:
  ///   - read: Reads some of the samples.
  ///   - progress: Is told how many more samples are done; what it throws ends the run.
  public init(
    _ classifier: SpikingClassifier, samples: Int, plan: Plan, workers: Workers,
    read: (Range<Int>) throws -> SpikingInput, progress: (Int) throws -> Void = { _ in }
  ) throws {
    precondition(samples > 0 && plan.steps > 0, "A run has a sample and a step, or more.")
    let classes = classifier.architecture.classes
    let runner = SpikingRunner(
      classifier, samples: min(plan.batch, samples), stepsAtOnce: min(plan.steps, plan.stepsAtOnce), workers: workers)
    outputs = plan.keepsOutputs ? Tensor(zeros: [plan.steps, samples, classes]) : nil
    exitSteps = Array(repeating: plan.steps, count: samples)
    layers = zip(classifier.neuronNames, classifier.neuronCounts).map {
      SpikingRun.Layer(name: $0, neurons: $1, spikes: Array(repeating: 0, count: plan.steps))
    }
    var decision = plan.exit.map {
      EarlyExitDecision(
        rule: $0.rule, temperature: $0.temperature, threshold: $0.threshold, samples: min(plan.batch, samples),
        classes: classes)
    }
    for first in stride(from: 0, to: samples, by: plan.batch) {
      let range = first..<min(first + plan.batch, samples)
      let input = try read(range)
      try measure(input, range, runner, steps: plan.steps, decision: &decision)
      work.multiplyAccumulates += Double(classifier.firstLayerProducts * firstLayerRuns(input, range))
      try progress(range.count)
    }
    work.neuronUpdates = Double(classifier.updatesPerStep) * Double(sampleSteps)
    work.weightBytes = 4 * work.synapticOperations
    work.membraneBytes = 8 * work.neuronUpdates
    work.spikeBytes = classifier.spikeBytesPerStep * Double(sampleSteps)
  }

  /// The times that the first layer was computed: once a sample that stays, else in each of its steps.
  private func firstLayerRuns(_ input: SpikingInput, _ range: Range<Int>) -> Int {
    input.isConstant ? range.count : range.reduce(0) { $0 + exitSteps[$1] }
  }

  private mutating func measure(
    _ input: SpikingInput, _ range: Range<Int>, _ runner: SpikingRunner, steps: Int,
    decision: inout EarlyExitDecision?
  ) throws {
    let clock = ContinuousClock()
    seconds +=
      clock.measure {
        runner.begin(input, samples: 0..<range.count)
        decision?.reset()
      } / .seconds(1)
    while runner.step < steps && !runner.active.isEmpty {
      var taken = 0..<0
      seconds += clock.measure { taken = runner.advance(upTo: steps) } / .seconds(1)
      account(for: taken, range, runner)
      guard decision != nil else { continue }
      let deciding = clock.measure {
        let stopped = runner.active.filter { sample in
          runner.output(of: sample, step: taken.lowerBound) { decision?.mayStop(sample, after: $0) ?? false }
        }
        for sample in stopped { exitSteps[range.lowerBound + sample] = taken.upperBound }
        runner.stop(stopped)
      }
      decisionSeconds += deciding / .seconds(1)
      seconds += deciding / .seconds(1)
    }
  }

  /// Notes spikes, additions and outputs of the steps just taken; none of it is timed.
  private mutating func account(for taken: Range<Int>, _ range: Range<Int>, _ runner: SpikingRunner) {
    for step in taken {
      for layer in layers.indices { layers[layer].spikes[step] += runner.spikes(ofLayer: layer, step: step) }
      for sample in runner.active {
        work.additions += runner.additions(of: sample, step: step)
        guard outputs != nil else { continue }
        runner.output(of: sample, step: step) { row in
          for (index, value) in row.enumerated() { outputs?[step, range.lowerBound + sample, index] = value }
        }
      }
    }
  }
}
