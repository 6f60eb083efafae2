import Runtime
import Tensors

/// Max pooling of spikes: of the neurons of a square, the one that spiked first is heard and the others are not
/// (Rueckauer et al. 2017). Of several that spike first in the same step, the first in row order is it.
///
/// Words of 64 channels at once. Cost of a step: a few bit operations a pixel, word and neuron of the square.
public final class SpikeGate: @unchecked Sendable {
  private let kernel: Int
  private let stride: Int
  private let padding: Int
  /// The rows of the outputs.
  public let height: Int
  /// The columns of the outputs.
  public let width: Int
  private let wordsPerPixel: Int
  private let samples: Int
  /// Which neuron of the square each channel listens to: `[samples, pixels, places, words]`.
  private let winners: AlignedMemory

  /// Prepares a gate for maps of `channels` and `size`.
  public init(
    kernel: Int, stride: Int, padding: Int, channels: Int, size: (height: Int, width: Int), samples: Int
  ) {
    precondition(kernel > 0 && stride > 0 && padding >= 0, "Squares of \(kernel) every \(stride) pixels are no layout.")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.samples = samples
    height = (size.height + 2 * padding - kernel) / stride + 1
    width = (size.width + 2 * padding - kernel) / stride + 1
    wordsPerPixel = (channels + 63) / 64
    winners = AlignedMemory(
      zeroedByteCount: Shape.count([
        samples, height, width, kernel * kernel, wordsPerPixel, MemoryLayout<UInt64>.stride,
      ]))
  }

  /// The bytes held.
  public var byteCount: Int { winners.byteCount }

  /// Forgets who spiked first.
  public func reset() { winners.baseAddress.initializeMemory(as: UInt8.self, repeating: 0, count: winners.byteCount) }

  /// Takes some steps of some samples, whose frames are `step · capacity + sample`.
  public func run(
    _ input: SpikeTrains, into output: SpikeTrains, samples: [Int], capacity: Int, steps: Range<Int>, workers: Workers
  ) {
    workers.forEach(samples.count) { index in
      for step in steps { run(input, into: output, sample: samples[index], frame: step * capacity + samples[index]) }
    }
  }

  private func run(_ input: SpikeTrains, into output: SpikeTrains, sample: Int, frame: Int) {
    let map = input.positive
    let places = kernel * kernel
    let all = winners.baseAddress.assumingMemoryBound(to: UInt64.self)
    var counts = (positive: 0, negative: 0)
    for row in 0..<height {
      for column in 0..<width {
        let pixel = (sample * height + row) * width + column
        for word in 0..<wordsPerPixel {
          let heard = all + pixel * places * wordsPerPixel + word
          var free: UInt64 = 0
          for place in 0..<places { free |= heard[place * wordsPerPixel] }
          free = ~free
          var positive: UInt64 = 0
          var negative: UInt64 = 0
          for place in 0..<places {
            let y = row * stride - padding + place / kernel
            let x = column * stride - padding + place % kernel
            guard (0..<map.height).contains(y), (0..<map.width).contains(x) else { continue }
            let offset = x * wordsPerPixel + word
            let spikes = map.words(frame: frame, row: y)[offset]
            heard[place * wordsPerPixel] |= spikes & free
            free &= ~spikes
            positive |= heard[place * wordsPerPixel] & spikes
            if let taken = input.negative {
              negative |= heard[place * wordsPerPixel] & taken.words(frame: frame, row: y)[offset]
            }
          }
          output.positive.words(frame: frame, row: row)[column * wordsPerPixel + word] = positive
          output.negative?.words(frame: frame, row: row)[column * wordsPerPixel + word] = negative
          counts.positive += positive.nonzeroBitCount
          counts.negative += negative.nonzeroBitCount
        }
      }
    }
    output.positive.countPointer(frame: frame).pointee = counts.positive
    output.negative?.countPointer(frame: frame).pointee = counts.negative
  }
}
