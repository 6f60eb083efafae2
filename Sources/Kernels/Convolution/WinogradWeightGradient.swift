import CKernels

/// The gradient of 3 x 3 weights by the adjoint of Winograd's F(4x4, 3x3).
///
/// Both the input's tiles and the gradient's are transformed; the 36 gradients of the transformed weights are products
/// of the two over the tiles, and are transformed back once at the end.
struct WinogradWeightGradient: Sendable {
  /// The finest rounding that saves a factor of four; tiles of 6 x 6 round twice as coarsely.
  private static let size = WinogradTiles.four
  private static let lanes = 16
  /// The channels that a thread transforms at a time.
  private static let group = 8
  /// The tiles of a step: their transformed values are the inner axis of one product.
  private static let stepTiles = 384

  let outputs: Int
  let inputs: Int

  /// The tiles of a map.
  static func tileCount(height: Int, width: Int) -> Int {
    TileGrid(height: height, width: width, side: size.rawValue).count
  }

  /// The memory of a step: both sides' transformed values, and the gradients of the transformed weights.
  private struct Memory {
    var inputs: UnsafeMutablePointer<Float>
    var gradients: UnsafeMutablePointer<Float>
    var weights: UnsafeMutablePointer<Float>
    var tileStride: Int
    var inputMatrix: Int
    var gradientMatrix: Int
  }

  func run(
    _ input: ConcatenatedMaps, _ outputGradient: FeatureMap, into weightGradient: FeatureMap, isAdded: Bool,
    workers: Workers
  ) {
    let transforms = Self.size.transforms(workers.kernels.networks)
    let grid = TileGrid(height: input.height, width: input.width, side: Self.size.rawValue)
    let memory = memory(tiles: min(grid.count, Self.stepTiles), scratch: workers.sharedScratch)
    for sample in 0..<input.batch {
      for first in stride(from: 0, to: grid.count, by: Self.stepTiles) {
        let tiles = first..<min(first + Self.stepTiles, grid.count)
        transform(input, outputGradient, sample: sample, tiles: tiles, of: grid, into: memory, workers: workers)
        let isFirst = sample == 0 && first == 0
        workers.run(Self.size.matrixCount) { index, _ in
          workers.blas.multiply(
            rows: outputs, columns: inputs, inner: tiles.count, a: memory.gradients + index * memory.gradientMatrix,
            aStride: memory.tileStride, b: memory.inputs + index * memory.inputMatrix, bStride: memory.tileStride,
            transposeB: true, beta: isFirst ? 0 : 1, c: memory.weights + index * outputs * inputs, cStride: inputs)
        }
      }
    }
    workers.run(outputs) { output, _ in
      transforms.weights_adjoint(
        memory.weights + output * inputs, inputs, outputs * inputs, isAdded ? 1 : 0,
        weightGradient.plane(sample: output))
    }
  }

  private func memory(tiles: Int, scratch: Scratch) -> Memory {
    let stride = (tiles + Self.lanes - 1) / Self.lanes * Self.lanes
    let (inputMatrix, gradientMatrix) = (inputs * stride + Self.lanes, outputs * stride + Self.lanes)
    let values = scratch.floats(Self.size.matrixCount * (inputMatrix + gradientMatrix + outputs * inputs))
    let gradients = values + Self.size.matrixCount * inputMatrix
    return Memory(
      inputs: values, gradients: gradients, weights: gradients + Self.size.matrixCount * gradientMatrix,
      tileStride: stride, inputMatrix: inputMatrix, gradientMatrix: gradientMatrix)
  }

  private func transform(
    _ input: ConcatenatedMaps, _ gradient: FeatureMap, sample: Int, tiles: Range<Int>, of grid: TileGrid,
    into memory: Memory, workers: Workers
  ) {
    let transforms = Self.size.transforms(workers.kernels.networks)
    let inputGroups = (inputs + Self.group - 1) / Self.group
    let outputGroups = (outputs + Self.group - 1) / Self.group
    workers.run(inputGroups + outputGroups) { item, _ in
      if item < inputGroups {
        let channels = item * Self.group..<min((item + 1) * Self.group, inputs)
        input.forEachRun(of: channels, sample: sample) { plane, first, count in
          var job = SaccadeWinogradInput(
            plane: plane, plane_stride: input.planeCount, channels: count, height: input.height, width: input.width,
            tiles: grid.run(tiles), values: memory.inputs + first * memory.tileStride,
            channel_stride: memory.tileStride, matrix_stride: memory.inputMatrix)
          transforms.input(&job)
        }
      } else {
        let channels = (item - inputGroups) * Self.group..<min((item - inputGroups + 1) * Self.group, outputs)
        var job = SaccadeWinogradInput(
          plane: gradient.plane(sample: sample, channel: channels.lowerBound), plane_stride: gradient.planeCount,
          channels: channels.count, height: gradient.height, width: gradient.width, tiles: grid.run(tiles),
          values: memory.gradients + channels.lowerBound * memory.tileStride, channel_stride: memory.tileStride,
          matrix_stride: memory.gradientMatrix)
        transforms.output_adjoint(&job)
      }
    }
  }
}
