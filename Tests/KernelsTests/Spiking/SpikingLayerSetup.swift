import Kernels
import Tensors
import TestSupport

/// A drawn layer with drawn spikes, and the plain statement of what it computes.
struct SpikingLayerSetup {
  let it: SpikingLayerTests.Case
  let layer: SpikingLayer
  let projections: [SpikingProjection]
  let inputs: [SpikeTrains]
  let identityInput: SpikeTrains?
  let bias: [Float]
  let thresholds: [Float]

  init(_ it: SpikingLayerTests.Case, denseRate: Float = SpikingLayer.measuredDenseRate) {
    self.it = it
    var draw = Draws(seed: UInt64(it.outputs * 1000 + it.inputs))
    func weight(_ shape: [Int]) -> Tensor<Float> {
      Tensor(shape: shape, scalars: (0..<Shape.count(shape)).map { _ in draw.next() })
    }
    let first = SpikingProjection(
      weight: weight([it.outputs, it.inputs, it.kernel, it.kernel]), stride: it.stride, padding: it.padding,
      pool: it.pool, amplitudes: (0..<it.inputs).map { 0.5 + Float($0 % 3) / 4 })
    let second = SpikingProjection(
      weight: weight([it.outputs, it.inputs, 1, 1]), stride: it.stride, amplitudes: [0.8])
    projections = it.hasSecond ? [first, second] : [first]
    let size = first.outputSize(height: it.size.height, width: it.size.width)
    bias = (0..<it.outputs).map { _ in draw.next() / 4 }
    thresholds = (0..<it.outputs).map { _ in 0.8 + draw.next() / 4 }
    layer = SpikingLayer(
      outputs: it.outputs, size: size, projections: projections, identity: it.identity, bias: bias,
      thresholds: thresholds, dynamics: it.dynamics, isInputSigned: it.isSigned, denseRate: denseRate)
    func trains(_ channels: Int, _ size: (height: Int, width: Int)) -> SpikeTrains {
      let result = SpikeTrains(
        frames: 4 * it.samples, channels: channels, height: size.height, width: size.width, isSigned: it.isSigned)
      for frame in 0..<4 * it.samples {
        let values = weight([channels, size.height, size.width])
        result.positive.replaceFrame(frame, by: values.map { $0 > 0.4 ? 1 : 0 })
        result.negative?.replaceFrame(frame, by: values.map { $0 < -0.8 ? 1 : 0 })
      }
      return result
    }
    let input = trains(it.inputs, it.size)
    inputs = projections.map { _ in input }
    identityInput = it.identity.map { identity in
      trains(
        identity.amplitudes.count > 1 ? identity.amplitudes.count : it.outputs - 2 * identity.zerosBefore,
        (size.height * identity.stride, size.width * identity.stride))
    }
  }

  private static func value(_ trains: SpikeTrains, _ frame: Int, _ channel: Int, _ row: Int, _ column: Int) -> Double {
    (trains.positive[frame, channel, row, column] ? 1 : 0)
      - (trains.negative?[frame, channel, row, column] ?? false ? 1 : 0)
  }

  /// The sums of a frame, `[outputs, rows, columns]`.
  func sums(frame: Int) -> [Double] {
    var result = bias.flatMap { Array(repeating: Double($0), count: layer.pixels) }
    for (projection, input) in zip(projections, inputs) {
      let values = values(projection, input, frame: frame)
      for output in 0..<it.outputs {
        for pixel in 0..<layer.pixels {
          result[output * layer.pixels + pixel] += sum(
            projection, values, input.positive, output: output, row: pixel / layer.width, column: pixel % layer.width)
        }
      }
    }
    guard let identity = it.identity, let input = identityInput else { return result }
    for channel in 0..<input.positive.channels {
      let worth = Double(identity.amplitudes[identity.amplitudes.count == 1 ? 0 : channel])
      for pixel in 0..<layer.pixels where channel + identity.zerosBefore < it.outputs {
        result[(channel + identity.zerosBefore) * layer.pixels + pixel] +=
          worth
          * Self.value(
            input, frame, channel, pixel / layer.width * identity.stride, pixel % layer.width * identity.stride)
      }
    }
    return result
  }

  private func sum(
    _ projection: SpikingProjection, _ values: [Double], _ map: SpikeMap, output: Int, row: Int, column: Int
  ) -> Double {
    let shape = projection.weight.shape
    let (height, width) = (map.height / projection.pool, map.width / projection.pool)
    var sum = 0.0
    projection.weight.withUnsafeBufferPointer { weight in
      for tap in 0..<shape[2] * shape[3] {
        let y = row * projection.stride + tap / shape[3] - projection.padding
        let x = column * projection.stride + tap % shape[3] - projection.padding
        if y < 0 || y >= height || x < 0 || x >= width { continue }
        for channel in 0..<shape[1] {
          let value = values[(channel * height + y) * width + x]
          if value != 0 { sum += value * Double(weight[(output * shape[1] + channel) * shape[2] * shape[3] + tap]) }
        }
      }
    }
    return sum
  }

  /// What reaches a projection in a frame: the means of squares, `[channels, rows, columns]`, times what a spike is worth.
  private func values(_ projection: SpikingProjection, _ input: SpikeTrains, frame: Int) -> [Double] {
    let map = input.positive
    let (height, width, pool) = (map.height / projection.pool, map.width / projection.pool, projection.pool)
    var result: [Double] = []
    for channel in 0..<map.channels {
      let worth = Double(projection.amplitudes[projection.amplitudes.count == 1 ? 0 : channel])
      for pixel in 0..<height * width {
        var sum = 0.0
        for place in 0..<pool * pool {
          sum += Self.value(
            input, frame, channel, pixel / width * pool + place / pool, pixel % width * pool + place % pool)
        }
        result.append(worth * sum / Double(pool * pool))
      }
    }
    return result
  }

  /// The spikes of every frame, −1 for those that take others back, by the rules of ``NeuronDynamics``.
  func expectedSpikes(steps: Int) -> [[Int]] {
    var frames = Array(repeating: [Int](), count: steps * it.samples)
    for sample in 0..<it.samples {
      var membranes = (0..<layer.neurons).map { Double(thresholds[$0 / layer.pixels]) / 2 }
      var counts = Array(repeating: 0, count: layer.neurons)
      var rests = counts
      for step in 0..<steps {
        let frame = step * it.samples + sample
        frames[frame] = sums(frame: frame).enumerated().map { neuron, input in
          let threshold = Double(thresholds[neuron / layer.pixels])
          if rests[neuron] > 0 {
            rests[neuron] -= 1
            return 0
          }
          membranes[neuron] = Double(it.dynamics.decay) * membranes[neuron] + input
          if membranes[neuron] >= threshold, counts[neuron] < it.dynamics.largestCount ?? .max {
            membranes[neuron] = it.dynamics.isResetHard ? 0 : membranes[neuron] - threshold
            counts[neuron] += 1
            rests[neuron] = it.dynamics.refractorySteps
            return 1
          }
          if it.dynamics.correctsWithNegativeSpikes, membranes[neuron] < 0, counts[neuron] > 0 {
            membranes[neuron] += threshold
            counts[neuron] -= 1
            return -1
          }
          return 0
        }
      }
    }
    return frames
  }
}

/// Values in [-1, 1) drawn in turn.
struct Draws {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Float {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    z ^= z >> 31
    return Float(z >> 40) / Float(1 << 23) - 1
  }
}
