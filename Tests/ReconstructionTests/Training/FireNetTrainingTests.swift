import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import Reconstruction

@Suite struct FireNetTrainingTests {
  private static let draw = ParameterInitializer(seed: 12)

  private static func sample(_ name: String, windows: Int, size: Int = 8, bins: Int = 2) -> ReconstructionSample {
    ReconstructionSample(
      grids: draw.uniform("\(name) grids", shape: [windows, bins, size, size]),
      pictures: draw.uniform("\(name) pictures", shape: [windows, size, size]).map { ($0 + 1) / 2 })
  }

  @Test(arguments: FireNet.Release.allCases)
  func `A tape makes the pictures of a runner, window by window`(release: FireNet.Release) throws {
    let values = FireNet.declaredParameters(release).values(from: Self.draw)
    let workers = try Workers(threads: 2)
    let sample = Self.sample("a", windows: 3, size: 12, bins: 5)
    let runner = FireNetRunner(
      network: try FireNet(parameters: ParameterTree(values, source: "drawn")), height: 12, width: 12, workers: workers)
    let tape = Tape(parameters: TrainableParameters(values), workers: workers)
    tape.isRecording = false
    let pictures = FireNetObjective(release).pictures(of: [sample], on: tape)
    for window in 0..<3 {
      let expected = runner.picture(of: sample.grids.slice(at: window))
      let actual = pictures[window].tensor
      #expect(zip(actual.scalars, expected.scalars).allSatisfy { ($0 - $1).magnitude < 1e-4 }, "window \(window)")
    }
  }

  @Test func `The gradient through time is that of finite differences`() throws {
    let configuration = FireNet.Configuration(bins: 2, channels: 2)
    let objective = FireNetObjective(.first, configuration, warmup: 0, consistency: 0.5)
    let samples = [Self.sample("a", windows: 3), Self.sample("b", windows: 3)]
    let workers = try Workers(threads: 2)
    let parameters = TrainableParameters(FireNet.declaredParameters(.first, configuration).values(from: Self.draw))
    let tape = Tape(parameters: parameters, workers: workers)
    func loss() -> Double {
      tape.begin()
      parameters.markChanged()
      return objective.score(samples, on: tape).loss
    }
    _ = loss()
    tape.backward()
    let gradients = parameters.gradients
    #expect(Set(gradients.keys) == Set(parameters.all.map(\.name)))
    tape.isRecording = false
    var (agreeing, count) = (0, 0)
    for (name, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
      for place in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 3)) {
        func moved(_ step: Float) -> Double {
          let before = parameters[name].value
          parameters[name].value.withUnsafeMutableBufferPointer { $0[place] += step }
          defer { parameters[name].value = before }
          return loss()
        }
        let step: Float = 1.0 / 512
        let slope = (moved(step) - moved(-step)) / Double(2 * step)
        count += 1
        if abs(slope - Double(gradient.scalars[place])) <= 1e-3 + 0.03 * abs(slope) { agreeing += 1 }
      }
    }
    // Where a ReLU or a distance changes its sign within the step there is a kink.
    #expect(count > 40 && agreeing >= count * 9 / 10, "\(agreeing) of \(count)")
  }

  @Test func `Windows that warm up have no loss and no gradient, and it learns`() throws {
    let configuration = FireNet.Configuration(bins: 2, channels: 4)
    let trainer = Trainer(
      FireNetObjective(.first, configuration, warmup: 1),
      parameters: FireNet.declaredParameters(.first, configuration).values(from: Self.draw),
      settings: TrainingSettings(epochs: 1), workers: try Workers(threads: 2))
    var samples = [Self.sample("a", windows: 3)]
    let losses = try (0..<15).map { _ in try trainer.step([samples], rate: 0.01).loss }
    #expect(losses[14] < 0.9 * losses[0])
    let before = try trainer.step([samples], rate: 0).loss
    samples[0].pictures.withUnsafeMutableBufferPointer { for place in 0..<64 { $0[place] = 0 } }
    #expect(try trainer.step([samples], rate: 0).loss == before)
  }

  @Test func `FireNet fits one batch to a twentieth of the initial error`() throws {
    let trainer = Trainer(
      FireNetObjective(warmup: 0), parameters: FireNet.declaredParameters().values(from: Self.draw),
      settings: TrainingSettings(epochs: 1, largestNorm: 1), workers: try Workers(threads: 2))
    let batch = [Self.sample("a", windows: 2, bins: 5)]
    var errors: [Double] = []
    let most = 500
    while errors.count < most, errors.isEmpty || errors[errors.count - 1] >= errors[0] / 20 {
      errors.append(try trainer.step([batch], rate: 5e-3 * Double(most - errors.count) / Double(most)).loss)
    }
    #expect(errors.count < most, "\(errors.count) steps, \(errors[0]) to \(errors[errors.count - 1])")
  }

  @Test func `The gradient of similarity is that of finite differences, and equal pictures have none`() throws {
    let (height, width) = (9, 11)
    func picture(_ name: String) -> [Float] { Self.draw.uniform(name, shape: [99]).scalars.map { ($0 + 1) / 2 } }
    let (p, t) = (picture("p"), picture("t"))
    let similarity = SimilaritySlopes(height: height, width: width)
    func value(_ p: [Float], _ slopes: UnsafeMutablePointer<Float>? = nil) -> Double {
      p.withUnsafeBufferPointer { p in
        t.withUnsafeBufferPointer { t in
          guard let p = p.baseAddress, let t = t.baseAddress else { return .nan }
          return similarity.mean(of: p, truth: t, addingSlopesTo: slopes, times: 1)
        }
      }
    }
    var slopes = [Float](repeating: 0, count: 99)
    _ = slopes.withUnsafeMutableBufferPointer { value(p, $0.baseAddress) }
    #expect(abs(value(t) - 1) < 1e-5)
    for place in stride(from: 0, to: 99, by: 7) {
      func moved(_ step: Float) -> Double {
        var other = p
        other[place] += step
        return value(other)
      }
      let slope = (moved(1.0 / 256) - moved(-1.0 / 256)) * 128
      #expect(abs(slope - Double(slopes[place])) < 2e-5 + 0.02 * abs(slope), "\(slope), not \(slopes[place])")
    }
  }
}
