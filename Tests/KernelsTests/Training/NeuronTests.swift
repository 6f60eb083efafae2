import Kernels
import Tensors
import Testing

@Suite struct NeuronTests {
  private static let surrogates: [SurrogateGradient] = [
    .piecewiseLinear(sharpness: 1), .arctan(sharpness: 2), .sigmoid(sharpness: 4),
  ]

  @Test(arguments: surrogates, [true, false])
  func `Neurons through time and their gradients agree with the reference`(
    surrogate: SurrogateGradient, isHard: Bool
  ) throws {
    let (steps, samples, channels, height, width) = (6, 2, 3, 5, 7)
    let neurons = NeuronsThroughTime(
      steps: steps, decay: 0.75, initialPotential: 0.5, isResetHard: isHard, surrogate: surrogate)
    let shape = [steps * samples, channels, height, width]
    let current = sample(shape, seed: 1).map { 1.5 * $0 + 0.4 }
    let upstream = sample(shape, seed: 2)
    for thresholds in [[Float(0.8)], [0.5, 0.9, 1.25]] {
      let threshold = Tensor<Float>(shape: [thresholds.count], scalars: thresholds)
      var (outputs, gradients) = (current.scalars, current.scalars)
      var ofThreshold = [Double](repeating: 0, count: thresholds.count)
      let stepCount = samples * channels * height * width
      for place in 0..<stepCount {
        let channel = place / (height * width) % channels
        let index = thresholds.count == 1 ? 0 : channel
        let places = (0..<steps).map { $0 * stepCount + place }
        let run = Reference.neuron(
          places.map { Double(current.scalars[$0]) }, threshold: Double(thresholds[index]), of: neurons)
        let back = Reference.neuronGradients(
          places.map { Double(upstream.scalars[$0]) }, membranes: run.membranes, threshold: Double(thresholds[index]),
          of: neurons)
        for (step, place) in places.enumerated() {
          outputs[place] = Float(run.outputs[step])
          gradients[place] = Float(back.currents[step]) + 1
        }
        ofThreshold[index] += back.threshold
      }
      for workers in try everyWorkers() {
        let maps = (0..<2).map { _ in FeatureMap(Tensor(repeating: .nan, shape: shape)) }
        let target = FeatureMap(Tensor(repeating: 1, shape: shape))
        neurons(FeatureMap(current), threshold: threshold, membrane: maps[0], into: maps[1], workers: workers)
        expectAgreement(maps[1].tensor, Tensor(shape: shape, scalars: outputs), "spikes")
        let sums = FeatureMap(Tensor(repeating: 3, shape: [1, 1, 1, thresholds.count]))
        neurons.backward(
          FeatureMap(upstream), membrane: maps[0], threshold: threshold, into: target, isAdded: true,
          thresholdGradient: (sums, true), workers: workers)
        expectAgreement(target.tensor, Tensor(shape: shape, scalars: gradients), "currents")
        for (a, b) in zip(sums.tensor.scalars, ofThreshold) { #expect(abs(Double(a) - 3 - b) < 1e-3 * (1 + abs(b))) }
      }
    }
  }

  @Test(arguments: surrogates)
  func `A surrogate has the integral 1`(surrogate: SurrogateGradient) {
    let step = 1e-3
    let sum = stride(from: -400, to: 400, by: step).reduce(0) { $0 + Reference.slope(surrogate, at: $1) * step }
    #expect(abs(sum - 1) < 2e-3)
  }

  @Test(arguments: [QuantizedActivation(levels: 4, halves: .up), QuantizedActivation(levels: 7, halves: .even)])
  func `A quantised activation and its gradients agree with the reference`(activation: QuantizedActivation) throws {
    let shape = [2, 3, 5, 9]
    let step: Float = 0.25
    var scalars = sample(shape, seed: 5).map { 2.5 * $0 }.scalars
    // Halves, both ends, beyond them.
    for (index, value) in [0, 0.125, 0.375, 1, 1.75, 3, -1].enumerated() { scalars[index] = Float(value) }
    let (x, upstream) = (Tensor(shape: shape, scalars: scalars), sample(shape, seed: 6))
    let expected = scalars.map { Reference.quantize(Double($0), step: Double(step), by: activation) }
    let ofStep = zip(expected, upstream.scalars).reduce(0) { $0 + $1.0.byStep * Double($1.1) }
    for workers in try everyWorkers() {
      let (input, out) = (FeatureMap(x), FeatureMap(Tensor(zeros: shape)))
      activation(input, step: step, into: out, workers: workers)
      #expect(out.tensor.scalars == expected.map { Float($0.value) })
      let result = activation.backward(FeatureMap(upstream), of: input, step: step, into: out, workers: workers)
      #expect(out.tensor.scalars == zip(expected, upstream.scalars).map { Float($0.byValue) * $1 })
      #expect(abs(result - ofStep) < 1e-4 * (1 + abs(ofStep)))
    }
  }

  @Test func `A NaN passes a quantised activation`() throws {
    let map = FeatureMap(Tensor(shape: [1, 1, 1, 2], scalars: [.nan, 1]))
    QuantizedActivation(levels: 4, halves: .up)(map, step: 0.5, into: map, workers: try Workers(threads: 1))
    #expect(map.tensor.scalars[0].isNaN && map.tensor.scalars[1] == 1)
  }
}
