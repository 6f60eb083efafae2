import Files
import Foundation
import NeuralNetworks
import OpticalFlow
import Tensors
import TestSupport
import Testing

@testable import Workflows

/// Trainings on the events of scenes that are rendered meanwhile.
@Suite struct EventTrainingRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let flow = """
    network:
      model: steflownet
      widths: [2, 3, 3, 4]
      decoder-widths: [2, 2, 3]
      head: 3
      splits: 2
      iterations: 1
    data:
      law: LAW
      crop: 32x32
      window-ms: [10, 20]
    training:
      steps: 2
      batch: 2
      loss: LOSS
    validation:
      every: 2
      samples: 2

    """

  private static let pictures = """
    network:
      channels: 4
    data:
      law: LAW
      crop: 24x16
      windows: 4
      warmup: 1
      window-ms: 10
      pause-share: 1
    training:
      steps: 2
      batch: 2
    validation:
      every: 1
      samples: 2

    """

  private func output(_ name: String, _ verb: String, resumed: String? = nil) throws -> TrainingFolder {
    try TrainingFolder(
      folder.file(name), verb: verb, configuration: folder.file("c.yml"), resumed: resumed.map(folder.file))
  }

  @Test(arguments: ["supervised", "self-supervised", "contrast"])
  func `STE-FlowNet learns by every loss, and its weights are those of a network`(loss: String) throws {
    let text = Self.flow.replacing("LOSS", with: loss).replacing("LAW", with: try SmallSceneLaw.write(in: folder))
    let configuration = try FlowTrainingConfiguration(
      text: text, path: folder.write(Array(text.utf8), to: "c.yml"))
    let summary = try FlowTrainingRun(configuration, output: output("a", "train flow")).run()
    #expect(summary.steps == 2 && summary.model == "steflownet" && summary.validation["aee_ratio"] != nil)
    let weights = try Checkpoint(path: folder.file("a/network.safetensors")).float32Tensors
    let network = try STEFlowNet(parameters: ParameterTree(weights, source: "a"))
    #expect(network.configuration.widths == [2, 3, 3, 4])
  }

  @Test func `A network of two passes says so in its weights, which are estimated with as many again`() throws {
    let text = Self.flow.replacing("LAW", with: try SmallSceneLaw.write(in: folder)).replacing(
      "iterations: 1", with: "iterations: 1\n  passes: 2")
    let path = try folder.write(Array(text.utf8), to: "c.yml")
    let known = text.replacing("LOSS", with: "supervised")
    let training = FlowTrainingRun(
      try FlowTrainingConfiguration(text: known, path: path), output: try output("a", "train flow"))
    #expect(try training.run().validation["aee_ratio"] != nil)
    let weights = try NetworkWeights(path: folder.file("a/network.safetensors"), for: .steflownet)
    #expect(weights.completing(FlowEstimatorOptions(), of: .steflownet).passes == 4)
    var asked = FlowEstimatorOptions()
    asked.passes = 1
    #expect(weights.completing(asked, of: .steflownet).passes == 1)
    #expect(weights.completing(FlowEstimatorOptions(carriesStates: true), of: .steflownet).passes == nil)
    #expect(throws: FileError.self) {
      _ = try FlowTrainingConfiguration(text: text.replacing("LOSS", with: "self-supervised"), path: path)
    }
  }

  @Test func `FireNet learns through time, and goes on to the same bytes`() throws {
    let text = Self.pictures.replacing("LAW", with: try SmallSceneLaw.write(in: folder))
    let configuration = try ReconstructionTrainingConfiguration(
      text: text, path: folder.write(Array(text.utf8), to: "c.yml"))
    let verb = "train reconstruction"
    let summary = try ReconstructionTrainingRun(configuration, output: output("a", verb), threads: 1).run()
    #expect(summary.steps == 2 && summary.bestSsim != nil && summary.validation["mse"] != nil)
    #expect(throws: JobInterruption.self) {
      try ReconstructionTrainingRun(configuration, output: output("b", verb)).run(
        observer: RecordingObserver(mostSteps: 0))
    }
    _ = try ReconstructionTrainingRun(configuration, output: output("b", verb, resumed: "b")).run()
    #expect(try fileBytes(folder.file("a/network.safetensors")) == fileBytes(folder.file("b/network.safetensors")))
    #expect(try folder.text("a/report.html").contains("the picture made of them"))
  }

  @Test(arguments: ReconstructionTrainingPreset.allCases)
  func `Every configuration to begin with can be read`(preset: ReconstructionTrainingPreset) throws {
    let configuration = try ReconstructionTrainingConfiguration(text: preset.text, path: "p.yml")
    #expect(configuration.plan.steps > 1000 && configuration.data.warmup == 4)
  }

  @Test func `A camera's events are those of its part of the scene, in order of time, noise included`() throws {
    var cameras = SceneEventStretches.Cameras()
    cameras.noise = 500
    let stretches = try SceneEventStretches(
      SmallSceneLaw.file(), name: "small", size: nil,
      crop: .init(width: 32, height: 16), divisor: 16, longest: 0.02, cameras: cameras, scenes: 7...7)
    var draws = TrainingDraws(seed: 1, number: 2)
    let stretch = try stretches.stretch(of: 0.02, &draws)
    let times = stretch.events.events.map(\.timeMicroseconds)
    #expect(times == times.sorted() && times.allSatisfy { (0...20_000).contains($0) } && times.count > 100)
    #expect(stretch.events.events.allSatisfy { $0.x < 32 && $0.y < 16 })
    let (first, second) = (stretch.batch(from: 0, to: 0.005), stretch.batch(from: 0.005, to: 0.02))
    #expect(first.count + second.count >= times.count - times.count { $0 == 20_000 })
    #expect(throws: (any Error).self) {
      _ = try SceneEventStretches(
        SceneLawFile(named: "density:0.1..0.2"), name: "density", size: nil, crop: nil, divisor: 1, longest: 0.1,
        cameras: cameras, scenes: 0...1)
    }
  }
}
