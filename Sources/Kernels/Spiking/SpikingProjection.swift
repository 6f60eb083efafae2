import CKernels
import Runtime
import Tensors

/// Synapses from a map of spikes to a layer: a convolution of binary values, over squares of pixels where spikes are
/// averaged before.
///
/// A linear layer is a convolution whose kernel covers its input.
public struct SpikingProjection: Sendable {
  /// `[outputs, inputs, rows, columns]`.
  public var weight: Tensor<Float>
  /// The distance of two outputs in (pooled) input pixels.
  public var stride: Int
  /// The zeros added on every side.
  public var padding: Int
  /// The side of the squares of pixels whose mean is an input; 1 for the pixels themselves.
  public var pool: Int
  /// What a spike is worth: one value, or one an input channel.
  public var amplitudes: [Float]

  /// Describes synapses.
  public init(weight: Tensor<Float>, stride: Int = 1, padding: Int = 0, pool: Int = 1, amplitudes: [Float] = [1]) {
    precondition(weight.rank == 4, "Synapses have outputs, inputs, rows and columns, not the shape \(weight.shape).")
    precondition(stride > 0 && padding >= 0 && pool > 0, "A stride of \(stride) and squares of \(pool) are no layout.")
    precondition(
      amplitudes.count == 1 || amplitudes.count == weight.shape[1],
      "\(weight.shape[1]) input channels have one amplitude or one each, not \(amplitudes.count).")
    self.weight = weight
    self.stride = stride
    self.padding = padding
    self.pool = pool
    self.amplitudes = amplitudes
  }

  var outputs: Int { weight.shape[0] }
  var inputs: Int { weight.shape[1] }
  var rows: Int { weight.shape[2] }
  var columns: Int { weight.shape[3] }
  /// The weights of one output.
  var terms: Int { inputs * rows * columns }

  /// What the spikes of an input channel add, in multiples of the weight.
  func worth(input: Int) -> Double {
    Double(amplitudes.count == 1 ? amplitudes[0] : amplitudes[input]) / Double(pool * pool)
  }

  /// The size of the output for a map of `height` x `width`.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    (
      (height / pool + 2 * padding - rows) / stride + 1, (width / pool + 2 * padding - columns) / stride + 1
    )
  }

  /// The largest number of places that one output adds.
  var largestList: Int { terms * pool * pool }
}

/// Weights laid out so that the outputs of one input follow each other: `[blocks, terms + 1, channels]`, the terms in the
/// order rows, columns, inputs of every projection, the last of zeros.
final class SynapticWeights: @unchecked Sendable {
  /// The outputs of a block: 16, 32 or 64.
  let channels: Int
  let blocks: Int
  /// The first term of each projection, for positive and for negative spikes.
  let firstTerm: [Int]
  let terms: Int
  /// What sums of weights are multiplied by, so that most weights need no rounding: the worth of the first spikes.
  let scale: Float
  private let memory: AlignedMemory

  /// A block's weights should stay in the second-level cache.
  private static let largestBlockBytes = 640 << 10

  init(_ projections: [SpikingProjection], outputs: Int, signs: Int) {
    var first: [Int] = []
    var terms = 0
    for _ in 0..<signs {
      for projection in projections {
        first.append(terms)
        terms += projection.terms
      }
    }
    firstTerm = first
    self.terms = terms
    scale = projections.first.map { Float($0.worth(input: 0)) } ?? 1
    channels = Self.channels(outputs: outputs, terms: terms)
    blocks = (outputs + channels - 1) / channels
    let count = Shape.count([blocks, terms + 1, channels])
    memory = AlignedMemory(zeroedByteCount: Shape.count([count, MemoryLayout<Float>.stride]))
    for sign in 0..<signs {
      for (index, projection) in projections.enumerated() {
        pack(projection, from: first[sign * projections.count + index], sign: sign == 0 ? 1 : -1)
      }
    }
  }

  private static func channels(outputs: Int, terms: Int) -> Int {
    for channels in [64, 32] where outputs % channels == 0 {
      if channels == 32 || terms * channels * MemoryLayout<Float>.stride <= largestBlockBytes { return channels }
    }
    return 16
  }

  private func pack(_ projection: SpikingProjection, from first: Int, sign: Double) {
    let taps = projection.rows * projection.columns
    projection.weight.withUnsafeBufferPointer { weight in
      for output in 0..<projection.outputs {
        let block = self.block(output / channels) + output % channels
        for input in 0..<projection.inputs {
          let factor = sign * projection.worth(input: input) / Double(scale)
          for tap in 0..<taps {
            let term = first + tap * projection.inputs + input
            let value = Double(weight[(output * projection.inputs + input) * taps + tap])
            block[term * channels] = Float(factor * value)
          }
        }
      }
    }
  }

  var byteCount: Int { memory.byteCount }
  /// The bytes of one block.
  var blockByteCount: Int { (terms + 1) * channels * MemoryLayout<Float>.stride }

  func block(_ index: Int) -> UnsafeMutablePointer<Float> {
    memory.baseAddress.assumingMemoryBound(to: Float.self) + index * (terms + 1) * channels
  }
}
