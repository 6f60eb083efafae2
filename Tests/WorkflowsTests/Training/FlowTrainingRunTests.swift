import DatasetSamples
import Files
import Foundation
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@testable import Workflows

@Suite struct FlowTrainingRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var sample = SceneSample()
    (sample.frameCount, sample.intervals) = (61, [10])
    try sample.write(to: folder.file("scenes"), scenes: ["0000", "0001"])
  }

  private func configuration(_ change: (inout FlowTrainingConfiguration) -> Void = { _ in }) throws
    -> FlowTrainingConfiguration
  {
    let text = """
      data:
        source: folder
        crop: 16x16
      training:
        steps: 4
        batch: 2
        schedule: one-cycle
      validation:
        every: 2
        samples: 2
      output:
        checkpoint-every: 3
        log-every: 1

      """
    var configuration = try FlowTrainingConfiguration(text: text, path: folder.write(Array(text.utf8), to: "c.yml"))
    configuration.data.path = folder.file("scenes")
    change(&configuration)
    return configuration
  }

  private func run(
    _ name: String, resumed: String? = nil, initial: String? = nil, threads: Int = 2, overwrite: Bool = false,
    _ change: (inout FlowTrainingConfiguration) -> Void = { _ in }
  ) throws -> FlowTrainingRun {
    let configuration = try configuration(change)
    return FlowTrainingRun(
      configuration,
      output: try TrainingFolder(
        folder.file(name), verb: "train flow", configuration: configuration.path, resumed: resumed.map(folder.file),
        overwrite: overwrite), initial: initial.map(folder.file), version: "7", threads: threads)
  }

  @Test func `A training leaves weights, states, metrics and a page, and says what it found`() throws {
    let observer = RecordingObserver()
    let summary = try run("a").run(observer: observer)
    #expect(summary.steps == 4 && summary.validation["aee_ratio"] != nil && summary.bestStep != nil)
    #expect(observer.state.withLock { $0.isResumable && $0.units == ["steps"] })
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("a")).sorted()
    #expect(
      names == [
        "best.safetensors", "checkpoint-00000003.safetensors", "checkpoint-00000004.safetensors", "config.yml",
        "events.out.tfevents.saccade.00000000", "index.json", "metrics.jsonl", "network.safetensors", "report.html",
      ])
    let lines = try folder.text("a/metrics.jsonl").split(separator: "\n")
    #expect(lines.count == 6 && lines[0].contains("\"loss\"") && lines[2].contains("aee_ratio"))
    let page = try folder.text("a/report.html")
    #expect(page.contains("step 4 of 4") && page.contains("the true flow") && page.contains("checkpoint-every"))
    let weights = try SafetensorsFile(path: folder.file("a/network.safetensors"))
    #expect(weights.metadata["model"] == "scflow" && weights.metadata["training_steps"] == "4")
    // The folder is a run's own, and only with leave another's.
    #expect(throws: FileError.self) { try run("a").run() }
    _ = try folder.write([1], to: "a/mine.txt")
    _ = try run("a", overwrite: true) { $0.plan.steps = 1 }.run()
    let after = try FileManager.default.contentsOfDirectory(atPath: folder.file("a")).sorted()
    #expect(after.contains("mine.txt") && !after.contains("checkpoint-00000003.safetensors"))
  }

  @Test func `An interrupted training goes on to the same bytes, on any number of threads`() throws {
    _ = try run("whole", threads: 1).run()
    let interruption = #expect(throws: JobInterruption.self) {
      try run("half").run(observer: RecordingObserver(mostSteps: 1))
    }
    let state = folder.file("half/checkpoint-00000002.safetensors")
    #expect(interruption?.kept.pieces.last == .remedy(.set(.resumedState, to: state)))
    // As long as somebody is at it, nobody else goes on with it.
    do {
      let claim = try FolderClaim(path: folder.file("half"))
      let refusal = #expect(throws: FileError.self) { try run("half", resumed: "half").run() }
      #expect(refusal?.description.contains("another run") == true)
      withExtendedLifetime(claim) {}
    }
    let rest = try run("half", resumed: "half").run()
    #expect(rest.steps == 4)
    for name in ["network", "best", "checkpoint-00000004"] {
      let (whole, half) = ("whole/\(name).safetensors", "half/\(name).safetensors")
      #expect(try fileBytes(folder.file(whole)) == fileBytes(folder.file(half)), "\(name)")
    }
    let steps = try folder.text("half/metrics.jsonl").split(separator: "\n").count
    #expect(steps == 6)
  }

  @Test func `Weights are gone on with under another configuration, and frozen ones stay`() throws {
    _ = try run("first") { $0.plan.steps = 1 }.run()
    _ = try run("tuned", initial: "first/checkpoint-00000001.safetensors") {
      $0.plan.steps = 2
      $0.plan.averageDecay = nil
      $0.frozen = ["spike_representation.*", "*.bias"]
    }.run()
    let (first, tuned) = try (
      Checkpoint(path: folder.file("first/network.safetensors")).float32Tensors,
      Checkpoint(path: folder.file("tuned/network.safetensors")).float32Tensors
    )
    for (name, tensor) in first {
      let isFrozen = name.hasPrefix("spike_representation") || name.hasSuffix(".bias")
      #expect((tuned[name] == tensor) == isFrozen, "\(name)")
    }
  }

  @Test func `A loss that grows without measure ends the training, with the batch and the state kept`() throws {
    let error = #expect(throws: JobError.self) {
      try run("a") {
        $0.plan.largestGrowth = 1e-6
        $0.plan.validationEvery = nil
      }.run()
    }
    #expect(error?.kind == .file(.badContent) && error?.place == "step 2")
    #expect(error?.problem.description.contains("times that of late") == true)
    let batch = try SafetensorsFile(path: folder.file("a/batch.safetensors"))
    #expect(batch.names.contains("1.second") && batch.metadata["step"] == "2")
    #expect(try TrainingCheckpoint(path: folder.file("a/checkpoint-00000001.safetensors")).progress.step == 1)
  }

  @Test func `It ends early where nothing better comes`() throws {
    let summary = try run("a") {
      $0.plan.steps = 9
      // Nothing is learnt, so that no validation is better than the first.
      $0.frozen = ["*"]
      ($0.plan.validationEvery, $0.plan.patience) = (1, 2)
    }.run()
    #expect(summary.endedEarly && summary.steps == 3 && summary.bestStep == 1)
  }

  @Test func `A dry run tells time and memory and writes nothing`() throws {
    var dry = try run("a")
    dry.isDry = true
    let estimate = try #require(try dry.run().estimate)
    #expect(estimate.stepSeconds > 0 && estimate.bytes > 1_000_000 && estimate.hours > 0)
    #expect(try !folder.names().contains("a"))
  }

  @Test func `What does not fit is told before anything is written`() throws {
    func failure(_ change: @escaping (inout FlowTrainingConfiguration) -> Void) -> String {
      do {
        _ = try run("a", change).run()
        return ""
      } catch { return "\(error)" }
    }
    let size = failure { $0.data.crop = .init(width: 64, height: 64) }
    #expect(size.contains("48x32") && size.contains("data.crop"))
    #expect(failure { $0.data.intervals = [20] }.contains("dt=10"))
    #expect(failure { $0.validation.scenes = 2 }.contains("validation.scenes"))
    #expect(failure { $0.frozen = ["nothing*"] }.contains("training.freeze"))
    #expect(failure { $0.data.path = "" }.contains("names no data"))
    #expect(try !folder.names().contains("a"))
  }
}

/// Samples that are rendered while training.
@Suite struct SceneSpikeSamplesTests {
  private static func source(
    cameras: [TrainingCamera] = [.ideal], restShare: Double = 0, pauseShare: Double = 0, shortSamples: Int = 0
  ) throws -> SceneSpikeSamples {
    try SceneSpikeSamples(
      SmallSceneLaw.file(), name: "small", size: nil, intervals: [10, 20],
      cameras: cameras,
      drawing: .init(
        seed: 3, scenes: 5...9, crop: .init(width: 32, height: 16), restShare: restShare, pauseShare: pauseShare,
        shortSamples: shortSamples))
  }

  @Test func `The first samples may have a third of the interval and no noise`() throws {
    let (usual, short) = try (Self.source(cameras: [.scsim]), Self.source(cameras: [.scsim], shortSamples: 4))
    for number in 0..<8 {
      let (a, b) = try (usual.sample(number), short.sample(number))
      #expect(a.interval == (number < 4 ? b.interval == 3 ? 10 : 20 : b.interval))
      #expect([3, 6].contains(b.interval) == (number < 4))
    }
    let quiet = try Self.source(cameras: [.ideal], shortSamples: 4).sample(1)
    #expect(try short.sample(1).first.unpacked() == quiet.first.unpacked())
  }

  @Test func `A sample is the same whenever it is asked for, and others are others`() throws {
    let (one, other) = try (Self.source(cameras: [.scsim]), Self.source(cameras: [.scsim]))
    _ = try other.sample(4)
    let (a, b) = try (one.sample(7), other.sample(7))
    #expect(
      a.truth == b.truth && a.first.unpacked() == b.first.unpacked() && a.second.unpacked() == b.second.unpacked())
    #expect(a.truth.width == 32 && a.truth.height == 16 && a.first.spikeCount > 0)
    #expect(try one.sample(8).truth != a.truth)
  }

  @Test func `A scene that stands still has no flow`() throws {
    let sample = try Self.source(restShare: 1, pauseShare: 1).sample(0)
    #expect(sample.truth.flow.scalars.allSatisfy { $0.magnitude < 1e-4 } && sample.startsAtRest)
    // Light that does not change fires alike in both windows.
    let counts = [sample.first.spikeCount, sample.second.spikeCount]
    #expect(abs(counts[0] - counts[1]) < counts[0] / 10)
  }

  @Test func `What does not fit is refused`() throws {
    #expect(throws: FileError.self) {
      _ = try SceneSpikeSamples(
        SmallSceneLaw.file(), name: "small", size: nil, intervals: [1990], cameras: [.ideal],
        drawing: .init(seed: 0, scenes: 0...1, crop: nil, restShare: 0, pauseShare: 0))
    }
    let error = #expect(throws: FileError.self) { _ = try SceneLawFile(named: "spifft") }
    #expect(error?.remedy?.description.contains("spift") == true)
  }
}
