import Files
import Foundation
import Kernels
import NeuralNetworks
import OpticalFlow
import Reports
import Runtime
import Tensors

/// Trains a network of flow by a configuration, step by step, in a folder that one can look into meanwhile.
///
/// The result depends on the configuration alone: not on the threads, and not on interruptions.
public struct FlowTrainingRun: Job {
  /// What is trained on what, and how.
  public var configuration: FlowTrainingConfiguration
  /// Where it writes, and what it goes on from.
  public var output: TrainingFolder
  /// Weights to start from; nil for drawn ones.
  public var initial: String?
  /// Whether some steps are made for their time and memory only, and nothing is written.
  public var isDry: Bool
  /// What was said beside the configuration, which states keep.
  public var choices = TrainingChoices()
  /// The version that files say.
  public var version: String
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int

  /// Describes a training.
  public init(
    _ configuration: FlowTrainingConfiguration, output: TrainingFolder, initial: String? = nil, isDry: Bool = false,
    version: String = "", threads: Int = Threads.coreCount
  ) {
    (self.configuration, self.output, self.initial, self.isDry) = (configuration, output, initial, isDry)
    (self.version, self.threads) = (version, threads)
  }

  /// Does the work.
  ///
  /// - Throws: `FileError` and ``JobError`` where input is bad, output cannot be written, or the loss breaks off;
  ///   ``JobInterruption`` where the observer ended a training that had begun.
  public func run(observer: any JobObserver) throws -> FlowTrainingSummary {
    let log = JobLog(observer)
    guard configuration.data.source == .scenes || !configuration.data.path.isEmpty else {
      throw JobError(
        .badContent, path: configuration.path, problem: "it names no data",
        remedy: "set data.path, or pass \(Setting.dataset)")
    }
    if !isDry { try output.checkPlace() }
    switch configuration.network.model {
    case .steflownet:
      let network = configuration.network
      let samples = try eventSamples(log)
      return try train(
        STEFlowNetObjective(network.channels, iterations: network.iterations, loss: configuration.loss),
        parameters: STEFlowNet.declaredParameters(network.channels), training: samples.training,
        validation: samples.validation, log)
    case .scflow:
      return try train(
        SCFlowObjective(), parameters: SCFlow.declaredParameters, training: spikeSamples(isSetAside: false),
        validation: spikeSamples(isSetAside: true), log)
    }
  }

  /// The samples that set the scales of drawn parameters.
  private static var samplesOfStart: Int { 16 }

  private func train<Objective: FlowNetworkObjective>(
    _ objective: Objective, parameters list: ParameterList, training: any FlowSampleSource<Objective.Sample>,
    validation: any FlowSampleSource<Objective.Sample>, _ log: JobLog
  ) throws -> FlowTrainingSummary {
    let start = ContinuousClock.now
    let workers = try Workers(threads: threads)
    let frozen = try TrainingParameters.frozen(configuration.frozen, of: list, path: configuration.path)
    let trainer = Trainer(
      objective,
      parameters: try TrainingParameters.initial(
        list, from: initial, otherwise: Objective.startingParameters(list, seed: configuration.settings.seed)),
      settings: configuration.settings, isFrozen: { name in frozen.contains(name) }, workers: workers)
    let learnt = trainer.parameters.all.filter(\.isLearnt).reduce(0) { $0 + $1.value.count }
    var summary = FlowTrainingSummary(
      output: output.path, model: configuration.network.model.rawValue, parameters: learnt, steps: 0,
      seed: configuration.settings.seed)
    log.note("\(configuration.network.model.rawValue), \(learnt) parameters to learn; \(training.summary)")
    let batch = configuration.plan.batch
    let samples = { (step: Int) in try (0..<batch).map { try training.sample(step * batch + $0) } }
    if isDry {
      let estimate = try TrainingEstimate(
        of: trainer, plan: configuration.plan, workers: workers, samples: samples)
      summary.estimate = estimate
      return summary
    }
    if initial == nil, output.resumed == nil {
      let seen = try (0..<Self.samplesOfStart).map(training.sample)
      trainer.prepare { objective.standardize(by: seen, on: $0) }
      log.detail("the layers start with sums of mean 0 and variance 1 over the first \(seen.count) samples")
    }
    log.note("samples set aside: \(validation.summary)")
    let engine = StepTraining(trainer, plan: configuration.plan, folder: output, workers: workers, samples: samples)
    engine.validate =
      FlowValidation(objective, source: validation, count: configuration.validation.samples, batch: batch).run
    // What is tuned may have been better before.
    engine.looksFirst = initial != nil
    engine.describe = { samples in
      samples.enumerated().flatMap { index, sample in
        sample.tensors.map { (name: "\(index).\($0.name)", tensor: $0.tensor) }
      }
    }
    engine.metadata = [
      "model": configuration.network.model.rawValue, "training_seed": "\(configuration.settings.seed)",
      "version": version,
    ]
    if configuration.network.model == .steflownet {
      engine.metadata[NetworkWeights.iterationsKey] = "\(configuration.network.iterations)"
      engine.metadata[NetworkWeights.splitsKey] = "\(configuration.network.splits)"
      engine.metadata[NetworkWeights.passesKey] = "\(configuration.network.passes)"
    }
    engine.choices = choices
    engine.work = .trainFlow
    engine.configuration = (configuration.text, configuration.path)
    engine.page = page(learnt, training.summary, validation.summary)
    let outcome = try engine.run(observer: log)
    summary.steps = outcome.steps
    summary.loss = outcome.lastLoss
    summary.validation = outcome.figures
    summary.bestStep = outcome.record.bestStep
    if configuration.data.source == .recordings {
      summary.bestContrast = outcome.record.bestScore
    } else {
      summary.bestAeeRatio = outcome.record.bestScore
    }
    summary.endedEarly = outcome.endedEarly
    summary.seconds = (ContinuousClock.now - start) / .seconds(1)
    summary.warnings = log.warnings
    return summary
  }

  private func page(_ learnt: Int, _ training: String, _ validation: String) -> TrainingPage {
    var page = TrainingPage(title: "Training of \(configuration.network.model.rawValue)")
    page.facts = [
      ("parameters to learn", NumberText.grouped(learnt)), ("samples", training), ("samples set aside", validation),
      ("samples a step", "\(configuration.plan.batch)"),
    ]
    page.footer = version.isEmpty ? "saccade" : "saccade \(version)"
    return page
  }

  private func spikeSamples(isSetAside: Bool) throws -> any FlowSampleSource<SpikeFlowSample> {
    let data = configuration.data
    // Whatever is looked at again and again is as it is estimated.
    let restShare = isSetAside ? 0 : data.restShare
    switch data.source {
    case .folder:
      let drawing = SpikeFolderSamples.Drawing(
        seed: sampleSeed(isSetAside), crop: data.crop, restShare: restShare,
        flips: isSetAside ? 0 : configuration.augmentation.flips)
      return try spikeFolder(isSetAside: isSetAside, drawing: drawing)
    case .recordings:
      throw FileError(
        .badContent, path: configuration.path, problem: "scflow learns from known flow, which recordings do not have",
        place: "section data", remedy: "set data.source to scenes or folder")
    case .scenes:
      return try SceneSpikeSamples(
        SceneLawFile(named: configuration.lawName), name: configuration.lawName, size: data.size,
        intervals: data.intervals,
        cameras: data.cameras,
        drawing: .init(
          seed: sampleSeed(isSetAside), scenes: isSetAside ? configuration.validation.seeds : data.seeds,
          crop: data.crop, restShare: restShare, pauseShare: isSetAside ? 0 : data.pauseShare,
          shortSamples: isSetAside ? 0 : data.shortSteps * configuration.plan.batch))
    }
  }

  private func eventSamples(_ log: JobLog) throws -> EventSamples {
    switch configuration.data.source {
    case .folder:
      throw FileError(
        .badContent, path: configuration.path,
        problem: "steflownet learns from scenes and recordings, not from folders", place: "section data",
        remedy: "set data.source to scenes or recordings")
    case .scenes: return (try sceneEvents(isSetAside: false), try sceneEvents(isSetAside: true))
    case .recordings: return try recordedEvents(log)
    }
  }

  private typealias EventSamples = (
    training: any FlowSampleSource<EventFlowSample>, validation: any FlowSampleSource<EventFlowSample>
  )

  private func sceneEvents(isSetAside: Bool) throws -> SceneEventSamples {
    let data = configuration.data
    let stretches = try SceneEventStretches(
      SceneLawFile(named: configuration.lawName), name: configuration.lawName, size: data.size, crop: data.crop,
      divisor: STEFlowNet.sizeDivisor, longest: data.window.upperBound, cameras: data.eventCameras,
      scenes: isSetAside ? configuration.validation.seeds : data.seeds)
    return SceneEventSamples(
      stretches, name: configuration.lawName,
      drawing: .init(
        seed: sampleSeed(isSetAside), window: data.window, splits: configuration.network.splits,
        needs: configuration.loss, polarityShare: isSetAside ? 0 : configuration.augmentation.polarity,
        passes: configuration.network.passes, drawsPasses: !isSetAside),
      // Beside the optimiser, which has all threads.
      workers: try Workers(threads: 1))
  }

  private func recordedEvents(_ log: JobLog) throws -> EventSamples {
    let (data, validation) = (configuration.data, configuration.validation)
    let window = Int64((data.window.lowerBound * 1e6).rounded())...Int64((data.window.upperBound * 1e6).rounded())
    func read(_ path: String) throws -> RecordedEventStretches {
      let recorded = try RecordedEventStretches(
        .init(path: path, format: data.format, size: data.size, timeUnit: data.timeUnit),
        lengthMicroseconds: window.upperBound, log: log)
      if recorded.thinning > 1 {
        log.note(
          "\(path): one of \(recorded.thinning) stretches is kept, which have up to "
            + "\(NumberText.grouped(RecordedEventStretches.mostEvents)) events")
      }
      return recorded
    }
    let own = try read(data.path)
    let others = validation.path.isEmpty ? nil : try read(validation.path)
    func samples(isSetAside: Bool) throws -> RecordedEventSamples {
      let recorded = isSetAside ? others ?? own : own
      let augmentation = configuration.augmentation
      return try RecordedEventSamples(
        recorded,
        choice: others == nil ? own.part(setAside: isSetAside, share: validation.share) : recorded.stretches,
        drawing: .init(
          seed: sampleSeed(isSetAside), window: window, splits: configuration.network.splits, crop: data.crop,
          flips: isSetAside ? 0 : augmentation.flips, polarityShare: isSetAside ? 0 : augmentation.polarity,
          reverseShare: isSetAside ? 0 : augmentation.reversal, passes: configuration.network.passes,
          drawsPasses: !isSetAside),
        path: isSetAside && others != nil ? validation.path : data.path, workers: try Workers(threads: 1))
    }
    return (try samples(isSetAside: false), try samples(isSetAside: true))
  }

  /// Samples that are set aside are others than those of the same number that are trained on.
  private func sampleSeed(_ isSetAside: Bool) -> UInt64 {
    configuration.settings.seed ^ (isSetAside ? 1 << 63 : 0)
  }

  private func spikeFolder(
    isSetAside: Bool, drawing: SpikeFolderSamples.Drawing
  ) throws -> SpikeFolderSamples {
    let (data, validation) = (configuration.data, configuration.validation)
    let hasOwn = !validation.path.isEmpty
    return try SpikeFolderSamples(
      isSetAside && hasOwn ? validation.path : data.path, intervals: data.intervals, drawing: drawing
    ) { count in
      if hasOwn { return 0..<count }
      guard validation.scenes < count else {
        throw FileError(
          .badContent, path: data.path,
          problem: "it has \(Text.count(count, "scene")), of which \(validation.scenes) are to be set aside",
          remedy: "set validation.scenes to less, or validation.path to a folder of others")
      }
      return isSetAside ? count - validation.scenes..<count : 0..<count - validation.scenes
    }
  }
}
