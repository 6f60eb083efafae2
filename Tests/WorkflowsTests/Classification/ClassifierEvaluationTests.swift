import DatasetSamples
import Files
import Foundation
import SpikingNetworks
import Tensors
import TestSupport
import Testing
import Workflows

@Suite struct ClassifierEvaluationTests {
  private let folder: TemporaryFolder
  private let evaluation: ClassifierEvaluation

  init() throws {
    folder = try TemporaryFolder()
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    try ClassifierSample.writePictures(in: folder, testing: 30)
    evaluation = ClassifierEvaluation(
      model: ClassifierModel(path: folder.file("ann.safetensors")), data: folder.file("cifar"), steps: 6, batch: 7,
      settings: ConfidenceSettings(temperature: .fixed(0.5), threshold: .fixed(0.6)), threads: 2)
  }

  @Test func `What was found is a value: early exit, costs and the network in floating point`() throws {
    let observer = RecordingObserver()
    let summary = try evaluation.run(observer: observer)
    #expect(summary.evaluation.outputs.samples == 30 && summary.evaluation.outputs.steps == 6)
    #expect(summary.calibration == .none && summary.coding == .constant && summary.report == nil)
    #expect(summary.denseAccuracy.map { (0...1).contains($0) } == true)
    #expect(summary.costs.fixed.steps == 6)
    #expect(summary.costs.dynamic.steps == summary.evaluation.exits.latency)
    #expect(summary.costs.dynamic.additions < summary.costs.fixed.additions)
    #expect(summary.costs.layers.count == 5)
    #expect(observer.state.withLock { $0.units } == ["samples"])
    // The same, as it is encoded.
    let text = try JSONText.encode(summary, hasSnakeCaseKeys: true, isPretty: false, escapesSlashes: false)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any])
    #expect(object["coding"] as? String == "constant" && object["batch"] as? Int == 7)
    #expect(object["latency"] as? Double == summary.evaluation.exits.latency)
  }

  @Test func `A page and the outputs are written where they are wanted`() throws {
    var evaluation = evaluation
    evaluation.savedOutputs = folder.file("run.npz")
    evaluation.page = PageOutput(path: folder.file("e.html"), origin: "made by a test")
    let summary = try evaluation.run()
    #expect(summary.report == folder.file("e.html"))
    let page = try String(contentsOfFile: folder.file("e.html"), encoding: .utf8)
    #expect(
      page.contains("Operations and energy") && page.contains("640.0 pJ from DRAM") && page.contains("made by a test")
        && !page.contains("Time</h2>"))
    #expect(try NumpyArchive(path: folder.file("run.npz")).float32("outputs").shape == [6, 30, 10])
    // They are outputs of a framework like any other.
    let again = try OutputsEvaluation(outputs: folder.file("run.npz"), settings: evaluation.settings).run()
    #expect(again.evaluation.exits.latency == summary.evaluation.exits.latency)
  }

  @Test func `All samples' outputs are kept, and which of them calibrated`() throws {
    var evaluation = evaluation
    (evaluation.savedOutputs, evaluation.calibration) = (folder.file("run.npz"), .random(12))
    evaluation.settings.threshold = .automatic
    let summary = try evaluation.run()
    let archive = try NumpyArchive(path: folder.file("run.npz"))
    #expect(try archive.float32("outputs").shape == [6, 30, 10])
    #expect(try archive.tensor("calibrates").int64?.scalars.reduce(0, +) == 12)
    // The same division of the same outputs gives the same choice.
    let again = try OutputsEvaluation(
      outputs: folder.file("run.npz"), settings: evaluation.settings, calibration: .random(12)
    ).run()
    #expect(again.evaluation.threshold == summary.evaluation.threshold)
    #expect(again.evaluation.exits.latency == summary.evaluation.exits.latency)
  }

  @Test(arguments: [ActivationDescription.qcfs(levels: 4), .lsq(levels: 4), .relu])
  func `A converted network knows what it was: the accuracy in floating point is told`(
    activation: ActivationDescription
  ) throws {
    try ClassifierSample.write(activation, in: folder)
    var conversion = ClassifierConversionRun(
      model: ClassifierModel(path: folder.file("ann.safetensors")), output: folder.file("snn.safetensors"))
    conversion.calibration = folder.file("cifar")
    _ = try conversion.run()
    var evaluation = evaluation
    evaluation.steps = 2
    evaluation.model = ClassifierModel(path: folder.file("snn.safetensors"))
    let converted = try evaluation.run()
    let accuracy = try #require(converted.denseAccuracy)
    let source = try ClassifierCheckpoint(path: folder.file("ann.safetensors"))
    let read = try #require(try ClassifierCheckpoint(path: folder.file("snn.safetensors")).unconverted())
    #expect(read.architecture == source.architecture)
    for (name, tensor) in source.tensors {
      let distance = zip(tensor.scalars, read.tensors[name]?.scalars ?? []).map { abs($0 - $1) }.max() ?? .infinity
      #expect(distance < 1e-6, "\(name)")
    }
    if activation == .relu { return }
    evaluation.model = ClassifierModel(path: folder.file("ann.safetensors"))
    #expect(try evaluation.run().denseAccuracy == accuracy)
  }

  @Test func `Learned steps run for their levels, and a network that is not what it was made of is doubted`() throws {
    try ClassifierSample.write(.lsq(levels: 3), in: folder)
    var evaluation = evaluation
    evaluation.steps = nil
    evaluation.model.levels = 3
    #expect(try evaluation.run().evaluation.outputs.steps == 3)
    evaluation.steps = 64
    evaluation.model = ClassifierModel(path: folder.file("snn.safetensors"))
    var conversion = ClassifierConversionRun(
      model: ClassifierModel(path: folder.file("ann.safetensors"), levels: 3), output: folder.file("snn.safetensors"))
    conversion.calibration = folder.file("cifar")
    #expect(try conversion.run().report?.steps == 3)
    let summary = try evaluation.run()
    let agreement = try #require(summary.agreement)
    let doubts = summary.warnings.filter { $0.contains("agrees with its source") }
    #expect(doubts.isEmpty == (agreement >= ConversionReport.leastAgreement))
    if let doubt = doubts.first { #expect(doubt.contains("trained for 3 steps, not 64")) }
  }

  @Test func `Memory of the network in floating point is counted as that of the spiking one`() throws {
    let summary = try evaluation.run()
    let architecture = ClassifierSample.architecture(.qcfs(levels: 4))
    #expect(
      summary.costs.denseMemoryBytes
        == Double(4 * architecture.multiplyAccumulates + 8 * (architecture.neurons + architecture.classes)))
    #expect(summary.costs.denseExternalMemoryJoule > summary.costs.denseChipMemoryJoule)
  }

  @Test func `Few samples that lack classes are doubts, which are kept and told`() throws {
    var evaluation = evaluation
    evaluation.calibration = .first(5)
    let observer = RecordingObserver()
    let summary = try evaluation.run(observer: observer)
    #expect(summary.evaluation.calibrationSamples == 5 && summary.warnings.count == 2)
    #expect(observer.state.withLock { $0.warnings.map(\.kind) } == ["calibration", "calibration"])
    let remedies = observer.state.withLock { $0.warnings.flatMap(\.message.pieces) }
    #expect(remedies.contains(.remedy(.set(.calibration, to: "random"))))
  }

  @Test func `Samples that calibrate may not be reported`() throws {
    var evaluation = evaluation
    evaluation.calibration = .path(folder.file("cifar"))
    let error = #expect(throws: FileError.self) { try evaluation.run() }
    #expect(error?.problem.contains("calibration samples are among those reported") == true)
  }

  @Test func `A cancelled evaluation leaves no file`() throws {
    var evaluation = evaluation
    evaluation.savedOutputs = folder.file("run.npz")
    #expect(throws: CancellationError.self) { try evaluation.run(observer: RecordingObserver(mostSteps: 2)) }
    #expect(try folder.names() == ["ann.safetensors", "cifar"])
  }
}
