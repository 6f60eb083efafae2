import Files
import Foundation
import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite struct TrainerTests {
  private let source = SmallRegression.Generated()

  @Test(arguments: [1, 3])
  func `A network learns from pictures that are drawn as they are asked for`(parts: Int) throws {
    let source = SmallRegression.Generated(batch: 24)
    let trainer = try SmallRegression.trainer(parts: parts, epochs: 20, rate: 0.05)
    let first = try trainer.trainEpoch(from: source)
    #expect(first.samples == 120 && trainer.epoch == 1 && trainer.steps == 5)
    var last = first
    for _ in 1..<20 { last = try trainer.trainEpoch(from: source) }
    #expect(last.loss < first.loss / 2)
    let unseen = source.epoch(99)
    let before = trainer.parameters.values
    var shown = 0
    let score = try trainer.evaluate((0..<5).map { try unseen($0, .whole) }) { shown += $0.samples }
    #expect(score.loss < first.loss / 2 && shown == 120)
    #expect(trainer.parameters.values == before)
  }

  @Test func `Machines that share the parts of a step come to the bytes of one`() throws {
    let alone = try SmallRegression.trainer(parts: 3, threads: 1)
    for _ in 0..<2 { _ = try alone.trainEpoch(from: source) }

    // One computes the first part, the other the rest; the statistics of normalisations are shared as gradients are.
    let machines = try [SmallRegression.trainer(parts: 3), SmallRegression.trainer(parts: 3)]
    let parts = TrainingPart.all(3)
    for epoch in 0..<2 {
      let read = source.epoch(epoch)
      for step in 0..<source.stepsPerEpoch {
        let first = try machines[0].gradients(of: read(step, parts[0]))
        let rest = try parts[1...].map { try machines[1].gradients(of: read(step, $0)) }
        let whole = StepGradients(reducing: [first] + rest)
        for machine in machines { machine.update(by: whole, rate: machine.rate(stepsPerEpoch: source.stepsPerEpoch)) }
      }
    }
    for machine in machines { #expect(machine.parameters.values == alone.parameters.values) }
    let whole = try SmallRegression.trainer()
    for _ in 0..<2 { _ = try whole.trainEpoch(from: source) }
    #expect(whole.parameters.values != alone.parameters.values)
  }

  @Test func `Gradients as a value move parameters as those in place do, and leave them until then`() throws {
    let (inPlace, asValue) = (try SmallRegression.trainer(), try SmallRegression.trainer())
    for step in 0..<4 {
      let samples = try source.epoch(0)(step, .whole)
      let before = asValue.parameters.values
      let gradients = try asValue.gradients(of: samples)
      #expect(asValue.parameters.values == before && gradients.score.samples == 7)
      #expect(gradients.statistics.keys.sorted() == ["norm.running_mean", "norm.running_var"])
      asValue.update(by: gradients, rate: 0.02)
      #expect(try inPlace.step([samples], rate: 0.02) == gradients.score)
    }
    #expect(asValue.parameters.values == inPlace.parameters.values)
  }

  @Test func `Parts weigh as many samples as they have`() {
    func part(_ value: Float, _ samples: Int) -> StepGradients {
      StepGradients(
        gradients: ["w": Tensor(repeating: value, shape: [2])],
        statistics: ["m": Tensor(repeating: -value, shape: [1])],
        score: TrainingScore(loss: Double(value), samples: samples, right: 1))
    }
    let whole = StepGradients(reducing: [part(1, 1), part(5, 3)])
    #expect(whole.gradients == ["w": Tensor(repeating: 4, shape: [2])])
    #expect(whole.statistics == ["m": Tensor(repeating: -4, shape: [1])])
    #expect(whole.score.loss == 4 && whole.score.samples == 4 && whole.score.accuracy == 0.5)
    #expect(StepGradients(reducing: [part(3, 2)]) == part(3, 2))
    let parts = TrainingPart.all(3).map { $0.range(of: 8) }
    #expect(parts == [0..<2, 2..<5, 5..<8])
  }

  @Test(arguments: [1, 2])
  func `Samples of a folder that are read ahead give the same bytes`(parts: Int) throws {
    let folder = try TemporaryFolder()
    let (drawn, read) = (try SmallRegression.trainer(parts: parts), try SmallRegression.trainer(parts: parts))
    let files = try SmallRegression.Folder(folder.path, of: source, epoch: 0)
    let score = try drawn.trainEpoch(from: source)
    #expect(try read.trainEpoch(from: files, readsAhead: true) == score)
    #expect(read.parameters.values == drawn.parameters.values)
    // There is no other epoch in the folder.
    #expect(throws: FileError.self) { try read.trainEpoch(from: files, readsAhead: true) }
    #expect(read.epoch == 1)
  }

  @Test func `A training that was ended goes on from its state to the same bytes`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("state.safetensors")
    let whole = try SmallRegression.trainer()
    for _ in 0..<2 { _ = try whole.trainEpoch(from: source) }
    let begun = try SmallRegression.trainer()
    _ = try begun.trainEpoch(from: source)
    try begun.checkpoint(metadata: ["network": "small"]).write(to: path, overwrite: false)
    #expect(throws: CancellationError.self) { try begun.trainEpoch(from: source) { _ in throw CancellationError() } }
    #expect(begun.epoch == 1 && begun.steps == 6)

    let resumed = try SmallRegression.trainer(threads: 1)
    try resumed.restore(TrainingCheckpoint(path: path), stepsPerEpoch: 5)
    #expect(resumed.epoch == 1 && resumed.steps == 5)
    _ = try resumed.trainEpoch(from: source)
    #expect(resumed.parameters.values == whole.parameters.values)
    #expect(resumed.checkpoint().optimizerState == whole.checkpoint().optimizerState)
  }

  @Test func `A state of other steps, another seed or another network is refused`() throws {
    let trainer = try SmallRegression.trainer()
    _ = try trainer.trainEpoch(from: source)
    let state = trainer.checkpoint()
    #expect(throws: FileError.self) { try SmallRegression.trainer().restore(state, stepsPerEpoch: 4) }
    var other = state
    other.progress.seed = 9
    #expect(throws: FileError.self) { try SmallRegression.trainer().restore(other, stepsPerEpoch: 5) }
    other = state
    other.parameters["last.bias"] = nil
    #expect(throws: ParameterError.self) { try SmallRegression.trainer().restore(other, stepsPerEpoch: 5) }
    try SmallRegression.trainer().restore(state, stepsPerEpoch: 5)
  }

  @Test func `A loss that is no number ends the training before it moves a parameter`() throws {
    var parameters = SmallRegression.parameters
    parameters["last.bias"] = Tensor(repeating: .infinity, shape: [1])
    for parts in [1, 2] {
      let trainer = Trainer(
        SmallRegression(), parameters: parameters, settings: TrainingSettings(epochs: 1, parts: parts),
        workers: try Workers(threads: 1))
      let error = #expect(throws: TrainingDivergence.self) { try trainer.trainEpoch(from: source) }
      #expect(error == TrainingDivergence(epoch: 1, step: 1) && trainer.steps == 0)
      #expect(trainer.parameters["conv.weight"].value == parameters["conv.weight"])
    }
  }
}
