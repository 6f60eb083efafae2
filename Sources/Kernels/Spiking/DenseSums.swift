import Synchronization
import Tensors

/// The sums of a spiking layer by dense convolutions, for frames in which so many inputs spiked that adding weights one
/// by one would take longer.
///
/// Weights and maps are made when the first such frame comes.
final class DenseSums: Sendable {
  private struct Convolutions {
    var products: [Convolution2D]
    var inputs: [FeatureMap]
    var output: FeatureMap
  }

  private let projections: [SpikingProjection]
  private let bias: Tensor<Float>
  private let size: (height: Int, width: Int)
  private let made = Mutex<Convolutions?>(nil)

  /// Frames that are convolved together.
  private static let batch = 16

  init(_ projections: [SpikingProjection], bias: [Float], size: (height: Int, width: Int)) {
    self.projections = projections
    self.bias = Tensor(shape: [bias.count], scalars: bias)
    self.size = size
  }

  /// Computes the sums of some frames of `inputs`, biases included, into the same frames of `target`.
  func run(_ inputs: [SpikeTrains], frames: [Int], into target: NeuronValues, workers: Workers) {
    made.withLock { made in
      let convolutions = made ?? make(inputs)
      made = convolutions
      for start in stride(from: 0, to: frames.count, by: Self.batch) {
        let group = Array(frames[start..<min(start + Self.batch, frames.count)])
        for index in projections.indices {
          let map = convolutions.inputs[index]
          workers.forEach(group.count) { sample in
            projections[index].expand(inputs[index], frame: group[sample], into: map, sample: sample)
          }
          convolutions.products[index].run(
            ConcatenatedMaps(map), into: convolutions.output, finish: Finish(isAdded: index > 0), workers: workers)
        }
        target.replaceFrames(group, by: convolutions.output, workers: workers)
      }
    }
  }

  private func make(_ inputs: [SpikeTrains]) -> Convolutions {
    Convolutions(
      products: projections.enumerated().map { index, projection in
        Convolution2D(
          weight: projection.weight, bias: index == 0 ? bias : nil, stride: projection.stride,
          padding: projection.padding, tiles: min(size.height, size.width) <= 2 ? .two : .four)
      },
      inputs: zip(projections, inputs).map { projection, trains in
        FeatureMap(
          batch: Self.batch, channels: projection.inputs, height: trains.positive.height / projection.pool,
          width: trains.positive.width / projection.pool)
      },
      output: FeatureMap(batch: Self.batch, channels: bias.count, height: size.height, width: size.width))
  }
}

extension SpikingProjection {
  /// Writes what the spikes of a frame are worth, the means of squares where there are such, as planes of a map.
  func expand(_ trains: SpikeTrains, frame: Int, into map: FeatureMap, sample: Int) {
    map.plane(sample: sample).update(repeating: 0, count: map.channelCount * map.planeCount)
    for (spikes, sign) in [(trains.positive, Float(1)), (trains.negative, Float(-1))] {
      guard let spikes else { continue }
      for row in 0..<map.height * pool {
        for column in 0..<map.width * pool {
          let words = spikes.words(frame: frame, row: row) + column * spikes.wordsPerPixel
          let target = map.plane(sample: sample) + row / pool * map.width + column / pool
          for word in 0..<spikes.wordsPerPixel {
            var bits = words[word]
            while bits != 0 {
              let channel = 64 * word + bits.trailingZeroBitCount
              target[channel * map.planeCount] += sign * Float(worth(input: channel))
              bits &= bits - 1
            }
          }
        }
      }
    }
  }
}

extension SpikingLayer {
  /// Whether so many inputs of a frame spiked that its sums come from dense convolutions.
  func isDense(_ operands: Operands, frame: Int) -> Bool {
    if projections.isEmpty { return false }
    var spikes = 0
    var neurons = 0
    for (input, projection) in zip(operands.inputs, projections) {
      spikes += input.count(frame: frame) * projection.rows * projection.columns
      neurons += input.positive.neurons * projection.rows * projection.columns
    }
    return Float(spikes) > denseRate * Float(neurons)
  }

  /// Computes the sums of the frames that are dense, and keeps them with the state of the layer.
  func sumDenseFrames(
    _ operands: Operands, samples: [Int], capacity: Int, steps: Range<Int>, workers: Workers
  ) {
    guard let state = operands.state else { return }
    var frames: [Int] = []
    for step in steps {
      for sample in samples where isDense(operands, frame: step * capacity + sample) {
        frames.append(step * capacity + sample)
      }
    }
    if frames.isEmpty { return }
    let needed = steps.upperBound * capacity
    let target: NeuronValues
    if let held = state.denseSums, held.frames >= needed {
      target = held
    } else {
      target = makeValues(frames: needed)
      state.denseSums = target
    }
    dense.run(operands.inputs, frames: frames, into: target, workers: workers)
  }
}
