import CKernels
import Runtime
import Tensors

/// A convolution of 3 x 3, stride 1 and padding 1 on maps of up to 16 channels: weights for a step of a ``BlockPipeline``.
///
/// By Winograd's F(4 x 4, 3 x 3) (Lavin and Gray 2016), whose rounding is 1e-6 to 1e-5 of the outputs' root mean square.
/// Where channels are this few, the products of a tile are no matrix that a BLAS is fast at; here a register holds the
/// outputs of a pixel, and transforms, gates and activations are plain arithmetic on it.
public struct BlockConvolution: Sendable {
  /// The most channels of an input, and the most outputs.
  public static let mostChannels = BlockMap.channelCount

  /// The channels of each input, one after another as the weight counts them.
  public let inputs: [Int]
  /// Blocks of outputs: 2 of a pair of convolutions of the same inputs.
  let outputBlocks: Int
  private let weights: AlignedMemory
  private let biases: AlignedMemory

  /// Prepares a kernel.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, 3, 3]`, up to 16 outputs.
  ///   - bias: `[outputs]`.
  ///   - inputs: The channels of the maps that are read one after another, up to 16 each.
  public init(weight: Tensor<Float>, bias: Tensor<Float>, inputs: [Int]) {
    self.init([(weight, bias)], inputs: inputs)
  }

  /// Prepares two kernels of the same inputs, whose sums ``BlockPipeline/gates(_:_:state:update:resetState:)`` reads.
  public init(
    first: (weight: Tensor<Float>, bias: Tensor<Float>), second: (weight: Tensor<Float>, bias: Tensor<Float>),
    inputs: [Int]
  ) {
    self.init([first, second], inputs: inputs)
  }

  private init(_ kernels: [(weight: Tensor<Float>, bias: Tensor<Float>)], inputs: [Int]) {
    precondition(
      !inputs.isEmpty && inputs.allSatisfy { (1...Self.mostChannels).contains($0) },
      "Maps of 1 to \(Self.mostChannels) channels are read, not of \(inputs).")
    for kernel in kernels {
      let outputs = kernel.weight.shape[0]
      precondition(
        kernel.weight.shape == [outputs, inputs.reduce(0, +), 3, 3] && kernel.bias.shape == [outputs]
          && outputs <= Self.mostChannels,
        "A kernel \(kernel.weight.shape) with a bias \(kernel.bias.shape) does not fit inputs of \(inputs) channels.")
    }
    self.inputs = inputs
    outputBlocks = kernels.count
    let channels = Self.summedChannels(inputs)
    let width = kernels.count * Self.mostChannels
    let matrices = Int(SACCADE_BLOCK_MATRICES)
    weights = AlignedMemory(zeroedByteCount: matrices * channels * width * MemoryLayout<Float>.stride)
    biases = AlignedMemory(zeroedByteCount: width * MemoryLayout<Float>.stride)
    let weights = weights.buffer(of: Float.self, count: matrices * channels * width)
    let biases = biases.buffer(of: Float.self, count: width)
    for (block, kernel) in kernels.enumerated() {
      let count = kernel.weight.shape[0]
      for output in 0..<count { biases[block * Self.mostChannels + output] = kernel.bias[output] }
      let values = Self.transformed(kernel.weight)
      for matrix in 0..<matrices {
        var source = 0
        for (input, length) in inputs.enumerated() {
          for channel in 0..<length {
            let row = (matrix * channels + input * Self.mostChannels + channel) * width + block * Self.mostChannels
            for output in 0..<count {
              weights[row + output] =
                values[
                  (matrix * ((count + 7) / 8) + output / 8) * 8 * kernel.weight.shape[1] + source * 8 + output % 8]
            }
            source += 1
          }
        }
      }
    }
  }

  /// The channels that are summed: whole blocks, but of the last input those that there are.
  private static func summedChannels(_ inputs: [Int]) -> Int {
    (inputs.count - 1) * mostChannels + (inputs.last ?? 0)
  }

  /// The transformed weights, `[matrix, outputs / 8, inputs, 8]`.
  private static func transformed(_ weight: Tensor<Float>) -> [Float] {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    let stride = (outputs + 7) / 8 * 8 * inputs
    return [Float](unsafeUninitializedCapacity: Int(SACCADE_BLOCK_MATRICES) * stride) { packed, count in
      weight.withUnsafeBufferPointer {
        var job = SaccadeWinogradWeights(
          weight: $0.baseAddress, outputs: outputs, inputs: inputs, output_stride: 9 * inputs, input_stride: 9,
          turned: 0,
          packed: packed.baseAddress, matrix_stride: stride)
        InstructionSet.bestTable.networks.winograd4.weights(&job)
      }
      count = Int(SACCADE_BLOCK_MATRICES) * stride
    }
  }

  /// The bias of a block of outputs.
  func bias(_ block: Int = 0) -> UnsafePointer<Float> {
    UnsafePointer(biases.baseAddress.assumingMemoryBound(to: Float.self)) + block * Self.mostChannels
  }

  /// The floating-point operations a pixel of the convolution as it is defined.
  public var operationsPerPixel: Int { 2 * 9 * inputs.reduce(0, +) * outputBlocks * Self.mostChannels }

  /// The values of tiles, and their products: two maps of each for one thread.
  struct Workspace {
    /// An odd number of lines of the cache, so that the matrices of a tile do not fall onto few of its sets.
    static let matrixStride = 49 * BlockMap.channelCount
    static let blockStride = Int(SACCADE_BLOCK_MATRICES) * matrixStride
    private static let mostBlocks = 2
    static let floatCount = 2 * mostBlocks * blockStride

    let values: UnsafeMutablePointer<Float>
    var products: UnsafeMutablePointer<Float> { values + Self.mostBlocks * Self.blockStride }

    init(_ scratch: Scratch) { values = scratch.floats(Self.floatCount) }
  }

  /// Transforms tiles of the inputs and multiplies them with the weights.
  func multiply(
    _ maps: [BlockRows], tileRow: Int, tiles: Range<Int>, in workspace: Workspace, loops: SaccadeBlockLoops
  ) {
    let (y, x) = (tileRow * BlockGeometry.side - 1, tiles.lowerBound * BlockGeometry.side - 1)
    for (index, map) in maps.enumerated() {
      func row(_ line: Int) -> UnsafePointer<Float>? { UnsafePointer(map.pixel(y + line, x)) }
      var job = SaccadeBlockInput(
        rows: (row(0), row(1), row(2), row(3), row(4), row(5)), tiles: tiles.count,
        values: workspace.values + index * Workspace.blockStride, matrix_stride: Workspace.matrixStride)
      loops.input(&job)
    }
    var job = SaccadeBlockProduct(
      values: workspace.values, block_stride: Workspace.blockStride, matrix_stride: Workspace.matrixStride,
      channels: Self.summedChannels(inputs), weights: weights.baseAddress.assumingMemoryBound(to: Float.self),
      outputs: outputBlocks, tiles: tiles.count, products: workspace.products, product_stride: Workspace.blockStride)
    loops.product(&job)
  }
}
