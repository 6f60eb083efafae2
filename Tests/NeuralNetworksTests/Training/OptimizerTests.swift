import Files
import Foundation
import Kernels
import NeuralNetworks
import Tensors
import TestSupport
import Testing

@Suite struct OptimizerTests {
  /// Parameters with a gradient of their own: the gradient of `Σ c · w`.
  private static func parameters(_ weight: [Float], _ bias: [Float]) -> TrainableParameters {
    TrainableParameters([
      "w": Tensor(shape: [1, weight.count], scalars: weight), "b": Tensor(shape: [bias.count], scalars: bias),
      "n.running_mean": Tensor(zeros: [2]),
    ])
  }

  private static func setGradients(_ parameters: TrainableParameters, _ weight: [Float], _ bias: [Float]) {
    parameters.clearGradients()
    parameters["w"].accumulate { map, _ in
      map.copy(from: Tensor(shape: [1, weight.count, 1, 1], scalars: weight))
    }
    parameters["b"].accumulate { map, _ in map.copy(from: Tensor(shape: [1, 1, 1, bias.count], scalars: bias)) }
  }

  private static let weights: [Float] = (0..<37).map { Float($0) / 10 - 2 }
  private static let biases: [Float] = [0.5, -1, 2]
  /// Gradients of three steps.
  private static func gradients(_ step: Int, _ count: Int) -> [Float] {
    (0..<count).map { Float(($0 * 7 + step * 5) % 11) / 4 - 1 }
  }

  /// The published formulas in double precision.
  private static func expected(
    _ start: [Float], decay: Double, method: OptimizationMethod, rate: Double
  ) -> [Double] {
    var w = start.map { Double($0) }
    var (m, s) = (w.map { _ in 0.0 }, w.map { _ in 0.0 })
    for step in 1...3 {
      for (index, gradient) in gradients(step, start.count).enumerated() {
        var g = Double(gradient)
        switch method {
        case .descent(let momentum, let isNesterov):
          g += decay * w[index]
          m[index] = Double(momentum) * m[index] + g
          w[index] -= rate * (isNesterov ? g + Double(momentum) * m[index] : m[index])
        case .adam(let first, let second, let epsilon), .adamW(let first, let second, let epsilon):
          if case .adam = method { g += decay * w[index] } else { w[index] -= rate * decay * w[index] }
          let (b1, b2) = (Double(first), Double(second))
          m[index] = b1 * m[index] + (1 - b1) * g
          s[index] = b2 * s[index] + (1 - b2) * g * g
          let corrected = (s[index] / (1 - pow(b2, Double(step)))).squareRoot()
          w[index] -= rate * m[index] / (1 - pow(b1, Double(step))) / (corrected + Double(epsilon))
        }
      }
    }
    return w
  }

  @Test(arguments: [
    OptimizationMethod.descent(momentum: 0, isNesterov: false), .descent(momentum: 0.9, isNesterov: false),
    .descent(momentum: 0.9, isNesterov: true), .adam(), .adamW(firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-6),
  ])
  func `Three steps are those of the published formulas, on every instruction set`(method: OptimizationMethod) throws {
    for set in InstructionSet.available {
      let workers = try Workers(threads: 2, instructionSet: set)
      let parameters = Self.parameters(Self.weights, Self.biases)
      let optimizer = Optimizer(parameters, method: method, weightDecay: 0.1)
      for step in 1...3 {
        Self.setGradients(parameters, Self.gradients(step, 37), Self.gradients(step, 3))
        optimizer.step(rate: 0.05, workers: workers)
      }
      let weights = Self.expected(Self.weights, decay: Double(Float(0.1)), method: method, rate: Double(Float(0.05)))
      for (a, b) in zip(parameters["w"].value.scalars, weights) { #expect(abs(Double(a) - b) < 2e-6) }
      let biases = Self.expected(Self.biases, decay: 0, method: method, rate: Double(Float(0.05)))
      for (a, b) in zip(parameters["b"].value.scalars, biases) { #expect(abs(Double(a) - b) < 2e-6) }
      #expect(parameters["n.running_mean"].value == Tensor(zeros: [2]))
      #expect(optimizer.steps == 3 && parameters.version == 3)
    }
  }

  @Test(arguments: [OptimizationMethod.descent(momentum: 0.9, isNesterov: true), .adam()])
  func `A checkpoint goes on to the same bytes`(method: OptimizationMethod) throws {
    let workers = try Workers(threads: 1)
    let folder = try TemporaryFolder()
    func train(_ parameters: TrainableParameters, _ optimizer: Optimizer, _ steps: ClosedRange<Int>) {
      for step in steps {
        Self.setGradients(parameters, Self.gradients(step, 37), Self.gradients(step, 3))
        optimizer.step(rate: 0.05, workers: workers)
      }
    }
    let parameters = Self.parameters(Self.weights, Self.biases)
    let optimizer = Optimizer(parameters, method: method)
    train(parameters, optimizer, 1...2)
    let path = folder.file("state.safetensors")
    try TrainingCheckpoint(
      parameters: parameters.values, optimizerState: optimizer.state,
      progress: .init(epoch: 1, step: optimizer.steps, seed: .max), metadata: ["about": "it"]
    ).write(to: path, overwrite: false)
    train(parameters, optimizer, 3...5)

    let stored = try TrainingCheckpoint(path: path)
    #expect(stored.progress == .init(epoch: 1, step: 2, seed: .max))
    #expect(stored.metadata == ["about": "it"])
    let others = TrainableParameters(stored.parameters)
    let other = Optimizer(others, method: method)
    try other.restore(ParameterTree(stored.optimizerState, source: path), steps: stored.progress.step)
    train(others, other, 3...5)
    #expect(others.values == parameters.values)
    #expect(other.state == optimizer.state)
  }

  @Test func `A file that is no state of a training is told`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("network.safetensors")
    try SafetensorsFile.write([("w", AnyTensor(Tensor<Float>(zeros: [2])))], to: path)
    #expect(throws: FileError.self) { try TrainingCheckpoint(path: path) }
    let optimizer = Optimizer(Self.parameters([1], [1]), method: .adam())
    #expect(throws: ParameterError.self) { try optimizer.restore(ParameterTree([:], source: path), steps: 1) }
  }

  @Test func `Clipping keeps the direction and bounds the norm`() throws {
    let workers = try Workers(threads: 2)
    let parameters = Self.parameters([1, 1], [1])
    Self.setGradients(parameters, [3, 0], [4])
    #expect(parameters.clipGradients(to: 10, workers: workers) == 5)
    #expect(parameters.gradients["b"]?.scalars == [4])
    #expect(parameters.clipGradients(to: 1, workers: workers) == 5)
    #expect(abs((parameters.gradients["w"]?.scalars[0] ?? 0) - 0.6) < 1e-6)
    #expect(abs((parameters.gradients["b"]?.scalars[0] ?? 0) - 0.8) < 1e-6)
  }

  @Test func `Schedules warm up, fall in steps and along a cosine`() {
    func rates(_ schedule: LearningRateSchedule) -> [Double] {
      (0..<8).map { schedule.rate(step: $0, stepsPerEpoch: 2, epochs: 4) }
    }
    #expect(rates(.init(rate: 2)) == Array(repeating: 2, count: 8))
    #expect(rates(.init(rate: 2, shape: .steps(epochs: 2, factor: 0.5))) == [2, 2, 2, 2, 1, 1, 1, 1])
    let cosine = rates(.init(rate: 1, shape: .cosine(floor: 0.1), warmupEpochs: 1))
    #expect(abs(cosine[0] - 1.0 / 3) < 1e-12 && abs(cosine[1] - 2.0 / 3) < 1e-12 && cosine[2] == 1)
    #expect(abs(cosine[5] - 0.55) < 1e-12)
    #expect(abs(LearningRateSchedule(rate: 1, shape: .cosine()).rate(step: 8, stepsPerEpoch: 2, epochs: 4)) < 1e-12)
  }
}
