import DatasetSamples
import Files
import SpikingNetworks
import TestSupport
import Testing
import Workflows

@Suite struct ClassifierTrainingRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try DrawnDigitFolder.write(in: folder)
  }

  private func run(_ name: String, epochs: Int = 2, resumed: String? = nil) -> ClassifierTrainingRun {
    var configuration = ClassifierTrainingConfiguration(path: "c.yml")
    configuration.data.path = folder.file("digits")
    configuration.data.validation = 40
    (configuration.network.widths, configuration.network.hidden) = ([4, 4], 8)
    (configuration.training.epochs, configuration.training.batch) = (epochs, 20)
    return ClassifierTrainingRun(
      configuration,
      output: ClassifierTrainingOutput(
        folder.file(name + ".safetensors"), configuration: "c.yml", resumed: resumed.map(folder.file)),
      version: "7")
  }

  @Test func `A training gives a classifier and says what it found`() throws {
    let observer = RecordingObserver()
    let summary = try run("c").run(observer: observer)
    #expect(summary.epochs.map(\.epoch) == [1, 2] && summary.testAccuracy != nil)
    #expect(summary.trainingSamples == 200 && summary.validationSamples == 40 && summary.testSamples == 50)
    // Both parts are read; two epochs; the test.
    #expect(observer.state.withLock { $0.units } == Array(repeating: "samples", count: 5))
    #expect(observer.state.withLock { $0.isResumable })
    #expect(try folder.names() == ["c.checkpoint.safetensors", "c.safetensors", "digits"])
    let stored = try ClassifierCheckpoint(path: folder.file("c.safetensors"))
    #expect(stored.architecture.inputShape == [1, 24, 24] && stored.inputOrigin != nil)
  }

  @Test func `A cancelled training keeps its epochs and goes on to the same bytes`() throws {
    let whole = try run("whole").run()
    // Reading is 290 steps, an epoch 10 and two of validation; it ends in the second epoch.
    let interruption = #expect(throws: JobInterruption.self) {
      try run("half").run(observer: RecordingObserver(mostSteps: 302))
    }
    let checkpoint = folder.file("half.checkpoint.safetensors")
    #expect(interruption?.kept.pieces.last == .remedy(.set(.resumedState, to: checkpoint)))
    #expect(interruption?.kept.description.hasPrefix("epoch 1 of 2 is kept") == true)
    #expect(try !folder.names().contains("half.safetensors"))
    let rest = try run("half", resumed: "half.checkpoint.safetensors").run()
    #expect(rest.epochs.map(\.epoch) == [2] && rest.testLoss == whole.testLoss)
    #expect(try fileBytes(folder.file("half.safetensors")) == fileBytes(folder.file("whole.safetensors")))
    #expect(
      try fileBytes(folder.file("half.checkpoint.safetensors"))
        == fileBytes(folder.file("whole.checkpoint.safetensors")))
  }

  @Test func `Before the first epoch is complete nothing is kept`() throws {
    let interruption = #expect(throws: JobInterruption.self) {
      try run("c").run(observer: RecordingObserver(mostSteps: 291))
    }
    #expect(interruption?.kept == "no epoch was complete, and nothing was kept")
    // While it reads there is nothing to go on from.
    #expect(throws: CancellationError.self) { try run("c").run(observer: RecordingObserver(mostSteps: 3)) }
    #expect(try folder.names() == ["digits"])
  }

  @Test func `What is in the way is told before anything is read`() throws {
    _ = try folder.write([1], to: "c.checkpoint.safetensors")
    let observer = RecordingObserver()
    let error = #expect(throws: FileError.self) { try run("c").run(observer: observer) }
    #expect(error?.path == folder.file("c.checkpoint.safetensors") && error?.kind == .cannotCreate)
    #expect(observer.state.withLock { $0.units.isEmpty })
  }

  @Test func `A configuration without a data set names the setting`() throws {
    var run = run("c")
    run.configuration.data.path = ""
    let error = #expect(throws: JobError.self) { try run.run() }
    #expect(error?.remedy?.pieces.contains(.remedy(.set(.dataset))) == true)
  }
}
