import Kernels
import Tensors

/// The states of a layer of neurons, and the rule that they follow.
///
/// Every step: a neuron that rests counts down and keeps its membrane; any other leaks, then integrates, then fires
/// where `v ≥ θ` (`v > θ` if it fires above) and its bound allows, or takes one spike back where `v < 0` and it has sent more than it took back.
final class NeuronLayer {
  /// The state of one neuron.
  private struct State: BitwiseCopyable {
    var membrane: Float
    /// Spikes less corrections.
    var count: Int32 = 0
    /// The steps that it still rests.
    var rest: Int32 = 0
  }

  let name: String
  private let neuron: SpikingNeuron
  private let thresholds: [Float]
  private let plane: Int
  private let states: UnsafeMutableBufferPointer<State>

  /// Puts the neurons of `samples` samples to rest.
  init(_ layer: ClassifierPlan.ActivationLayer, samples: Int) {
    guard case .spiking(let neuron) = layer.description else {
      preconditionFailure("The activation \(layer.name) does not spike.")
    }
    name = layer.name
    self.neuron = neuron
    thresholds = (0..<layer.shape[0]).map { layer.threshold($0) }
    plane = layer.shape[1] * layer.shape[2]
    states = .allocate(capacity: samples * thresholds.count * plane)
    for index in states.indices {
      let threshold = thresholds[index / plane % thresholds.count]
      states.initializeElement(at: index, to: State(membrane: neuron.initialPotential * threshold))
    }
  }

  deinit { states.deallocate() }

  /// Replaces sums by spikes of ±θ, or of ±1.
  ///
  /// - Returns: The number of spikes, corrections included.
  func step(_ map: FeatureMap, workers: Workers) -> Int {
    let length = thresholds.count * plane
    let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: map.batch)
    counts.initialize(repeating: 0)
    defer { counts.deallocate() }
    workers.forEach(map.batch) { sample in
      var spikes = 0
      for (channel, threshold) in thresholds.enumerated() {
        let values = map.plane(sample: sample, channel: channel)
        let first = sample * length + channel * plane
        for index in 0..<plane {
          let sign = Self.step(&states[first + index], neuron, input: values[index], threshold: threshold)
          if sign != 0 { spikes += 1 }
          values[index] = neuron.sendsOnes ? sign : sign * threshold
        }
      }
      counts[sample] = spikes
    }
    return counts.reduce(0, +)
  }

  /// What one neuron sends: 1, 0 or −1.
  @inline(__always)
  private static func step(
    _ state: inout State, _ neuron: SpikingNeuron, input: Float, threshold: Float
  ) -> Float {
    if state.rest > 0 {
      state.rest -= 1
      return 0
    }
    state.membrane = neuron.decay * state.membrane + input
    let mayFire = neuron.largestCount.map { state.count < $0 } ?? true
    let fires = neuron.firesAbove ? state.membrane > threshold : state.membrane >= threshold
    if fires && mayFire {
      state.membrane = neuron.reset == .soft ? state.membrane - threshold : 0
      state.count += 1
      state.rest = Int32(neuron.refractorySteps)
      return 1
    }
    if neuron.correctsWithNegativeSpikes && state.membrane < 0 && state.count > 0 {
      state.membrane += threshold
      state.count -= 1
      return -1
    }
    return 0
  }
}

/// Max pooling of spikes: each window passes on the neuron that spiked first (Rueckauer et al., 2017), the first in
/// row-major order where several did in the same step; before, nothing.
final class FirstSpikeGate {
  /// The place of the chosen neuron in its plane; −1 where none spiked yet.
  private let chosen: UnsafeMutableBufferPointer<Int32>

  /// - Parameter shape: Channels, rows and columns of the output.
  init(shape: [Int], samples: Int) {
    chosen = .allocate(capacity: samples * Shape.count(shape))
    chosen.initialize(repeating: -1)
  }

  deinit { chosen.deallocate() }

  /// Pools the spikes of one step.
  func step(_ window: PoolingWindow, _ input: FeatureMap, into output: FeatureMap, workers: Workers) {
    workers.forEach(input.batch) { sample in
      for channel in 0..<input.channelCount {
        let source = input.plane(sample: sample, channel: channel)
        let target = output.plane(sample: sample, channel: channel)
        let first = (sample * output.channelCount + channel) * output.planeCount
        for row in 0..<output.height {
          for column in 0..<output.width {
            let index = row * output.width + column
            if chosen[first + index] < 0 {
              chosen[first + index] = Self.firstSpike(
                window.pixels(row: row, column: column, height: input.height, width: input.width), source, input.width)
            }
            target[index] = chosen[first + index] < 0 ? 0 : source[Int(chosen[first + index])]
          }
        }
      }
    }
  }

  private static func firstSpike(
    _ pixels: (rows: Range<Int>, columns: Range<Int>), _ source: UnsafeMutablePointer<Float>, _ width: Int
  ) -> Int32 {
    for y in pixels.rows {
      for x in pixels.columns where source[y * width + x] != 0 { return Int32(y * width + x) }
    }
    return -1
  }
}
