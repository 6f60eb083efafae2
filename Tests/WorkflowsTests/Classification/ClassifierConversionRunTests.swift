import DatasetSamples
import Files
import SpikingNetworks
import TestSupport
import Testing
import Workflows

@Suite struct ClassifierConversionRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try ClassifierSample.writePictures(in: folder)
  }

  private func conversion(_ activation: ActivationDescription) throws -> ClassifierConversionRun {
    try ClassifierSample.write(activation, in: folder)
    return ClassifierConversionRun(
      model: ClassifierModel(path: folder.file("ann.safetensors")), output: folder.file("snn.safetensors"),
      version: "7")
  }

  @Test func `A conversion compares on pictures and stores a network that spikes`() throws {
    var conversion = try conversion(.qcfs(levels: 4))
    conversion.calibration = folder.file("cifar")
    (conversion.comparedSamples, conversion.steps) = (5, 4)
    let observer = RecordingObserver()
    let summary = try conversion.run(observer: observer)
    #expect(summary.method == .qcfs && summary.report?.samples == 5 && summary.report?.steps == 4)
    #expect(summary.layers.count == 5)
    #expect(summary.warnings.allSatisfy { $0.contains("agrees with its source") })
    #expect(observer.state.withLock { $0.units } == ["pictures"])
    let stored = try ClassifierCheckpoint(path: folder.file("snn.safetensors"))
    #expect(stored.architecture.activations.allSatisfy { $0.description == .spiking(.quantizationTwin) })
  }

  @Test func `Without pictures nothing is compared, and plain activations ask for some by their meaning`() throws {
    #expect(try conversion(.qcfs(levels: 4)).run().report == nil)
    var balanced = try conversion(.relu)
    balanced.overwrite = true
    let error = #expect(throws: JobError.self) { try balanced.run() }
    #expect(error?.kind == .wrongOptions)
    #expect(error?.problem.pieces.contains(.remedy(.set(.calibration, to: "DIR"))) == true)
  }

  @Test func `A normalization of other channels is refused by its meaning`() throws {
    var conversion = try conversion(.qcfs(levels: 4))
    conversion.model.normalization = ([0.5], [0.5])
    let error = #expect(throws: JobError.self) { try conversion.run() }
    #expect(error?.problem.pieces.first == .remedy(.set(.pictureMean)))
    #expect(try !folder.names().contains("snn.safetensors"))
  }

  @Test func `A cancelled conversion leaves no file`() throws {
    var conversion = try conversion(.relu)
    conversion.calibration = folder.file("cifar")
    #expect(throws: CancellationError.self) { try conversion.run(observer: RecordingObserver(mostSteps: 0)) }
    #expect(try folder.names() == ["ann.safetensors", "cifar"])
  }
}
