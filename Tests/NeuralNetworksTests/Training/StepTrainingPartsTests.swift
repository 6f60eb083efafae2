import Files
import Kernels
import Tensors
import TestSupport
import Testing

@testable import NeuralNetworks

/// What trainings by steps add to those by epochs.
@Suite struct StepTrainingPartsTests {
  @Test func `One cycle rises to its highest, and ends at next to nothing`() {
    let schedule = LearningRateSchedule(rate: 2, shape: .oneCycle(rise: 0.25))
    let rates = (0..<101).map { schedule.rate(step: $0, stepsPerEpoch: 1, epochs: 101) }
    #expect(abs(rates[0] - 2.0 / 25) < 1e-12 && abs(rates[25] - 2) < 1e-12 && abs(rates[100] - 2.0 / 250_000) < 1e-12)
    #expect(zip(rates[0..<25], rates[1...25]).allSatisfy { $0 < $1 })
    #expect(zip(rates[25..<100], rates[26...100]).allSatisfy { $0 > $1 })
  }

  @Test func `A moving average follows its parameters, at first faster`() throws {
    let workers = try Workers(threads: 2)
    let parameters = TrainableParameters([
      "w": Tensor(repeating: 0, shape: [2, 3]), "b": Tensor(repeating: 0, shape: [3]),
    ])
    let average = MovingAverage(parameters, decay: 0.9)
    for parameter in parameters.all { parameter.value = parameter.value.map { _ in 1 } }
    average.add(parameters, step: 1, workers: workers)
    #expect(average.values["w"]?.scalars.allSatisfy { abs($0 - 9.0 / 11) < 1e-6 } == true)
    let before = try #require(average.values["b"]?.scalars[0])
    average.add(parameters, step: 1_000_000, workers: workers)
    #expect(abs((average.values["b"]?.scalars[0] ?? 0) - (0.9 * before + 0.1)) < 1e-6)
    // The parameters themselves are others' and stay.
    #expect(parameters["w"].value.scalars == Array(repeating: 1, count: 6))
  }

  @Test func `Frozen parameters stay as they are, bit by bit, also in parts`() throws {
    for parts in [1, 3] {
      let whole = try SmallRegression.trainer(parts: parts)
      let trainer = Trainer(
        SmallRegression(), parameters: SmallRegression.parameters, settings: whole.settings,
        isFrozen: { $0.hasPrefix("conv") }, workers: try Workers(threads: 2))
      _ = try trainer.trainEpoch(from: SmallRegression.Generated())
      #expect(trainer.parameters["conv.weight"].value == SmallRegression.parameters["conv.weight"])
      #expect(trainer.parameters["last.weight"].value != SmallRegression.parameters["last.weight"])
      #expect(trainer.parameters["norm.running_mean"].value != SmallRegression.parameters["norm.running_mean"])
    }
  }

  @Test func `A loss that may not be stepped on, and a gradient that is no number, leave the parameters`() throws {
    let trainer = try SmallRegression.trainer()
    let samples = try SmallRegression.Generated().epoch(0)(0, .whole)
    let before = trainer.parameters.values
    _ = try trainer.step([samples], rate: 0.1) { _ in false }
    var broken = samples
    broken.pictures = broken.pictures.map { _ in .infinity }
    let score = try trainer.step([broken], rate: 0.1)
    #expect(!(score.loss.isFinite && trainer.gradientNorm.isFinite) && trainer.steps == 0)
    let learnt = trainer.parameters.all.filter(\.isLearnt)
    #expect(learnt.allSatisfy { $0.value == before[$0.name] })
  }

  @Test func `A state holds the moving average, and is gone on from after any step`() throws {
    let folder = try TemporaryFolder()
    let samples = SmallRegression.Generated().epoch(0)
    func step(_ trainer: Trainer<SmallRegression>, _ steps: Range<Int>) throws {
      for step in steps { _ = try trainer.step([samples(step, .whole)], rate: 0.01) }
    }
    let whole = try SmallRegression.trainer()
    try step(whole, 0..<3)
    let average = MovingAverage(whole.parameters, decay: 0.5)
    average.add(whole.parameters, step: 1, workers: try Workers(threads: 1))
    var state = whole.checkpoint(metadata: ["a": "b"])
    state.averages = average.values
    try state.write(to: folder.file("s.safetensors"), overwrite: false)
    try step(whole, 3..<5)
    let read = try TrainingCheckpoint(path: folder.file("s.safetensors"))
    #expect(read.averages == average.values && read.metadata == ["a": "b"] && read.progress.step == 3)
    let rest = try SmallRegression.trainer(threads: 1)
    try rest.restore(read)
    try step(rest, 3..<5)
    #expect(rest.parameters.values == whole.parameters.values)
  }

  @Test func `A tape computes aside without a record, and takes the memory back`() throws {
    let tape = Tape(
      parameters: TrainableParameters(["w": Tensor(repeating: 2, shape: [1, 1, 1, 1])]),
      workers: try Workers(threads: 1))
    let input = FeatureMap(Tensor(repeating: 3, shape: [1, 1, 2, 2]))
    let result = tape.map([1, 1, 2, 2])
    tape.withoutRecord {
      tape.workers.copy(tape.convolution(tape.constant(input), weight: "w").map, to: result)
    }
    let bytes = tape.byteCount
    let output = tape.convolution(tape.constant(result), weight: "w")
    #expect(tape.isRecording && output.isDifferentiable && tape.byteCount == bytes)
    #expect(output.map.tensor.scalars == [12, 12, 12, 12] && result.tensor.scalars == [6, 6, 6, 6])
  }
}
