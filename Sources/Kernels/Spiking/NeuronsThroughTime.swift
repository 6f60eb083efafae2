import CKernels
import Tensors

/// How the step of a spike is differentiated, as a function of `u = v/θ − 1` with the sharpness a. Each has the integral 1.
public enum SurrogateGradient: Sendable, Hashable {
  /// `a · max(0, 1 − a|u|)` (Esser et al. 2016; Bellec et al. 2018).
  case piecewiseLinear(sharpness: Float)
  /// `a / 2 / (1 + (π a u / 2)²)` (Fang et al. 2021).
  case arctan(sharpness: Float)
  /// `a · σ(a u) · (1 − σ(a u))` (Zenke and Ganguli 2018, and others).
  case sigmoid(sharpness: Float)

  fileprivate var kernel: (kind: SaccadeSurrogate, sharpness: Float) {
    switch self {
    case .piecewiseLinear(let sharpness): (SACCADE_PIECEWISE_LINEAR, sharpness)
    case .arctan(let sharpness): (SACCADE_ARCTAN, sharpness)
    case .sigmoid(let sharpness): (SACCADE_SIGMOID, sharpness)
    }
  }
}

/// Integrate-and-fire neurons over all time steps at once, and their gradient by a surrogate of the spike.
///
/// In each step `v ← decay · v + current`; where `v ≥ θ` the output is θ and the membrane is reset, by θ or to 0. Maps
/// are `[steps · samples, channels, height, width]`, all samples of a step side by side. Bound by memory.
public struct NeuronsThroughTime: Sendable, Hashable {
  /// The number of time steps in the batch.
  public var steps: Int
  /// What is left of the membrane after a step.
  public var decay: Float
  /// The membrane before the first step, in thresholds.
  public var initialPotential: Float
  /// Whether a spike sets the membrane to 0; else it takes θ from it.
  public var isResetHard: Bool
  /// The surrogate.
  public var surrogate: SurrogateGradient

  /// Describes neurons.
  public init(
    steps: Int, decay: Float, initialPotential: Float = 0, isResetHard: Bool = false, surrogate: SurrogateGradient
  ) {
    precondition(steps > 0, "Neurons live for a step at least, not \(steps).")
    self.steps = steps
    self.decay = decay
    self.initialPotential = initialPotential
    self.isResetHard = isResetHard
    self.surrogate = surrogate
  }

  /// Writes the outputs of all steps, and the membranes before their reset, which the gradient needs.
  ///
  /// - Parameter threshold: `[1]`, or `[channels]`.
  public func callAsFunction(
    _ current: FeatureMap, threshold: Tensor<Float>, membrane: FeatureMap, into output: FeatureMap, workers: Workers
  ) {
    precondition(
      membrane.shape == current.shape && output.shape == current.shape,
      "Membranes and outputs have the shape of the currents, \(current.shape).")
    check(current, membrane, output, threshold: threshold)
    let rows = Rows(of: current, thresholds: threshold.count)
    workers.forEach(current.batch / steps * rows.perSample) { item in
      let (sample, row) = item.quotientAndRemainder(dividingBy: rows.perSample)
      let (start, count) = rows[row]
      workers.kernels.training.neurons_forward(
        current.plane(sample: sample) + start, neurons(of: current, threshold, channel: row, count: count),
        membrane.plane(sample: sample) + start, output.plane(sample: sample) + start)
    }
  }

  /// The gradient of the currents and of the threshold, through time, with the resets held constant.
  ///
  /// - Parameters:
  ///   - membrane: What the forward pass kept.
  ///   - gradient: Takes the gradient of the currents; may be `upstream`.
  ///   - isAdded: Whether to add to what it holds.
  ///   - thresholdGradient: Takes or adds up the gradient of θ, `[1, 1, 1, 1]` or `[1, 1, 1, channels]`; nil if it is not
  ///     learnt.
  public func backward(
    _ upstream: FeatureMap, membrane: FeatureMap, threshold: Tensor<Float>, into gradient: FeatureMap,
    isAdded: Bool = false, thresholdGradient: (map: FeatureMap, isAdded: Bool)? = nil, workers: Workers
  ) {
    precondition(
      upstream.shape == membrane.shape && gradient.shape == membrane.shape,
      "Gradients have the shape of the membranes, \(membrane.shape).")
    check(upstream, membrane, gradient, threshold: threshold)
    let rows = Rows(of: membrane, thresholds: threshold.count)
    let items = membrane.batch / steps * rows.perSample
    let sums = workers.sharedScratch.doubles(items)
    workers.run(items) { item, scratch in
      let (sample, row) = item.quotientAndRemainder(dividingBy: rows.perSample)
      let (start, count) = rows[row]
      sums[item] = workers.kernels.training.neurons_backward(
        upstream.plane(sample: sample) + start, membrane.plane(sample: sample) + start,
        neurons(of: membrane, threshold, channel: row, count: count), scratch.floats(count), isAdded ? 1 : 0,
        gradient.plane(sample: sample) + start)
    }
    guard let target = thresholdGradient else { return }
    precondition(
      target.map.shape == [1, 1, 1, threshold.count],
      "A gradient of shape \(target.map.shape) is not that of \(threshold.count) thresholds.")
    let place = target.map.plane(sample: 0)
    for index in 0..<threshold.count {
      var sum = target.isAdded ? Double(place[index]) : 0
      for item in stride(from: index, to: items, by: threshold.count) { sum += sums[item] }
      place[index] = Float(sum)
    }
  }

  /// Rows of neurons with one threshold: channels, or pieces of all of them.
  private struct Rows {
    private let pieces: RowBands
    private static let piece = 4096

    init(of map: FeatureMap, thresholds: Int) {
      pieces = RowBands(
        rows: map.channelCount * map.planeCount, perBand: thresholds == 1 ? Self.piece : map.planeCount)
    }

    var perSample: Int { pieces.count }
    subscript(row: Int) -> (start: Int, count: Int) { (pieces[row].lowerBound, pieces[row].count) }
  }

  private func neurons(of map: FeatureMap, _ threshold: Tensor<Float>, channel: Int, count: Int) -> SaccadeNeurons {
    let value = threshold.withUnsafeBufferPointer { $0[threshold.count == 1 ? 0 : channel] }
    let (kind, sharpness) = surrogate.kernel
    return SaccadeNeurons(
      step_stride: map.batch / steps * map.channelCount * map.planeCount, steps: steps, count: count,
      threshold: value, decay: decay, initial: initialPotential * value, hard_reset: isResetHard ? 1 : 0,
      surrogate: kind, sharpness: sharpness)
  }

  private func check(_ maps: FeatureMap..., threshold: Tensor<Float>) {
    for map in maps {
      precondition(map.isWhole, "Neurons work on whole maps.")
      precondition(map.batch % steps == 0, "A batch of \(map.batch) is not \(steps) steps of samples.")
      precondition(
        threshold.shape == [1] || threshold.shape == [map.channelCount],
        "Thresholds of shape \(threshold.shape) do not fit \(map.channelCount) channels.")
    }
  }
}
