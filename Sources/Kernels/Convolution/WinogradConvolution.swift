import CKernels
import Runtime
import Tensors

/// A convolution of 3 x 3, stride 1 and padding 1 by Winograd's minimal filtering (Lavin and Gray 2016).
///
/// Square tiles of outputs are made from fewer products than their definition has, ``WinogradTiles`` says how many: the
/// values of every transformed tile are the columns of as many matrix products, whose weights are transformed once.
/// Rounding grows by the transforms: the root mean square error against exact sums is 1e-6 to 1e-5 of that of the outputs.
///
/// A large map is cut into blocks of tiles, each transformed, multiplied and transformed back by one thread while it
/// stays in cache. Where the weights are larger than that, or the tiles few, all threads take each of the three steps
/// together, so that every weight is read once a sample.
struct WinogradConvolution: Sendable {
  /// The widest register of any instruction set; products are made for whole registers.
  private static let lanes = 16
  /// Tiles of a block: three of the widest registers.
  private static let blockTiles = 48
  /// The tiles that threads take a step of together.
  private static let sharedTiles = 384
  /// Below so many blocks, threads work on the same tiles.
  private static let fewestBlocks = 8
  /// Transformed weights of so many bytes leave no room in cache for a block.
  private static let largestCachedWeights = 16 << 20

  let inputChannels: Int
  let outputChannels: Int
  private let size: WinogradTiles
  private let isGradient: Bool
  private let weights: AlignedMemory
  private let bias: Tensor<Float>?

  /// Transforms the weights.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, inputs, 3, 3]`.
  ///   - isGradient: Whether to make the gradient of the convolution's input instead: outputs and inputs change
  ///     places, and kernels are turned by half a circle.
  init(weight: Tensor<Float>, bias: Tensor<Float>?, size: WinogradTiles, isGradient: Bool = false) {
    precondition(
      Array(weight.shape.suffix(2)) == [3, 3], "Winograd's algorithm here is for 3 x 3, not \(weight.shape).")
    let (outputs, inputs) = (weight.shape[isGradient ? 1 : 0], weight.shape[isGradient ? 0 : 1])
    (inputChannels, outputChannels) = (inputs, outputs)
    self.bias = bias
    self.isGradient = isGradient
    self.size = size
    weights = AlignedMemory(
      uninitializedByteCount: size.matrixCount * Self.matrixStride(inputs, outputs) * MemoryLayout<Float>.stride)
    pack(weight)
  }

  var packedByteCount: Int { weights.byteCount }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    let (perOutput, perInput) = isGradient ? (9, 9 * outputChannels) : (9 * inputChannels, 9)
    weight.withUnsafeBufferPointer {
      var job = SaccadeWinogradWeights(
        weight: $0.baseAddress, outputs: outputChannels, inputs: inputChannels, output_stride: perOutput,
        input_stride: perInput, turned: isGradient ? 1 : 0, packed: matrix(0),
        matrix_stride: Self.matrixStride(inputChannels, outputChannels))
      size.transforms(InstructionSet.bestTable.networks).weights(&job)
    }
  }

  private static func matrixStride(_ inputs: Int, _ outputs: Int) -> Int {
    inputs * PackedWeights.paddedRows(outputs)
  }

  private func matrix(_ index: Int) -> UnsafeMutablePointer<Float> {
    weights.baseAddress.assumingMemoryBound(to: Float.self) + index * Self.matrixStride(inputChannels, outputChannels)
  }

  /// Convolves `input` into `output` of the same size.
  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    let grid = TileGrid(height: input.height, width: input.width, side: size.rawValue)
    let job = Job(
      input: input, output: output, grid: grid, finish: finish, transforms: size.transforms(workers.kernels.networks),
      workers: workers)
    let blocks = (grid.count + Self.blockTiles - 1) / Self.blockTiles
    if blocks < Self.fewestBlocks || weights.byteCount > Self.largestCachedWeights {
      for sample in 0..<input.batch {
        for first in stride(from: 0, to: grid.count, by: Self.sharedTiles) {
          runTogether(job, sample: sample, tiles: first..<min(first + Self.sharedTiles, grid.count))
        }
      }
    } else {
      workers.run(input.batch * blocks) { item, scratch in
        let (sample, block) = item.quotientAndRemainder(dividingBy: blocks)
        let first = block * Self.blockTiles
        runAlone(job, sample: sample, tiles: first..<min(first + Self.blockTiles, grid.count), scratch: scratch)
      }
    }
  }

  private struct Job {
    var input: ConcatenatedMaps
    var output: FeatureMap
    var grid: TileGrid
    var finish: Finish
    var transforms: SaccadeWinograd
    var workers: Workers
  }

  /// Where the transformed values of some tiles lie: `[matrix, channel, tile]`, the matrices apart by an odd number of
  /// cache lines so that one tile's 36 values do not fall on the same few places of a cache.
  private struct Panels {
    var values: UnsafeMutablePointer<Float>
    var channelStride: Int
    var matrixStride: Int

    func moved(by floats: Int) -> Self {
      Panels(values: values + floats, channelStride: channelStride, matrixStride: matrixStride)
    }

    static func matrixStride(channels: Int, channelStride: Int) -> Int { channels * channelStride + lanes }
  }

  /// Lays out the panels of `count` blocks of as many tiles one after another; returns those of the first, and their
  /// distance.
  private func panels(
    tiles: Int, count: Int = 1, scratch: Scratch
  ) -> (inputs: Panels, products: Panels, blockStride: Int) {
    let stride = Self.wholeRegisters(tiles)
    let outputs = PackedWeights.paddedRows(outputChannels)
    let inputStride = Panels.matrixStride(channels: inputChannels, channelStride: stride)
    let outputStride = Panels.matrixStride(channels: outputs, channelStride: stride)
    let blockStride = size.matrixCount * (inputStride + outputStride)
    let memory = scratch.floats(count * blockStride)
    return (
      Panels(values: memory, channelStride: stride, matrixStride: inputStride),
      Panels(values: memory + size.matrixCount * inputStride, channelStride: stride, matrixStride: outputStride),
      blockStride
    )
  }

  private static func wholeRegisters(_ tiles: Int) -> Int { (tiles + lanes - 1) / lanes * lanes }

  private func runAlone(_ job: Job, sample: Int, tiles: Range<Int>, scratch: Scratch) {
    let (inputs, products, _) = panels(tiles: tiles.count, scratch: scratch)
    transformInput(job, sample: sample, tiles: tiles, channels: 0..<inputChannels, into: inputs)
    for index in 0..<size.matrixCount { multiply(index, inputs, count: tiles.count, into: products, job.workers) }
    transformOutput(job, sample: sample, tiles: tiles, channels: 0..<outputChannels, from: products)
  }

  private func runTogether(_ job: Job, sample: Int, tiles: Range<Int>) {
    // Blocks of even length, each with its values side by side, so that one block's columns stay in cache.
    let fewest = (tiles.count + Self.blockTiles - 1) / Self.blockTiles
    let length = Self.wholeRegisters((tiles.count + fewest - 1) / fewest)
    let blocks = (tiles.count + length - 1) / length
    let (inputs, products, stride) = panels(tiles: length, count: blocks, scratch: job.workers.sharedScratch)
    func block(_ index: Int) -> Range<Int> {
      let first = tiles.lowerBound + index * length
      return first..<min(first + length, tiles.upperBound)
    }
    let group = PackedWeights.rowsPerPanel
    let inputGroups = (inputChannels + group - 1) / group
    job.workers.run(inputGroups * blocks) { item, _ in
      let (index, part) = item.quotientAndRemainder(dividingBy: inputGroups)
      transformInput(
        job, sample: sample, tiles: block(index), channels: part * group..<min((part + 1) * group, inputChannels),
        into: inputs.moved(by: index * stride))
    }
    job.workers.run(size.matrixCount) { matrix, _ in
      for index in 0..<blocks {
        multiply(
          matrix, inputs.moved(by: index * stride), count: block(index).count,
          into: products.moved(by: index * stride), job.workers)
      }
    }
    let outputGroups = (outputChannels + group - 1) / group
    job.workers.run(outputGroups * blocks) { item, _ in
      let (index, part) = item.quotientAndRemainder(dividingBy: outputGroups)
      transformOutput(
        job, sample: sample, tiles: block(index), channels: part * group..<min((part + 1) * group, outputChannels),
        from: products.moved(by: index * stride))
    }
  }

  private func transformInput(
    _ job: Job, sample: Int, tiles: Range<Int>, channels: Range<Int>, into panels: Panels
  ) {
    job.input.forEachRun(of: channels, sample: sample) { plane, first, count in
      var part = SaccadeWinogradInput(
        plane: plane, plane_stride: job.input.planeCount, channels: count, height: job.input.height,
        width: job.input.width, tiles: job.grid.run(tiles), values: panels.values + first * panels.channelStride,
        channel_stride: panels.channelStride, matrix_stride: panels.matrixStride)
      job.transforms.input(&part)
    }
  }

  private func multiply(_ index: Int, _ inputs: Panels, count: Int, into products: Panels, _ workers: Workers) {
    var job = SaccadeProduct(
      weights: matrix(index), terms: inputChannels, columns: inputs.values + index * inputs.matrixStride,
      channel_stride: inputs.channelStride, channels: inputChannels, taps: nil, tap_count: 1, outputs: outputChannels,
      count: count, accumulate: 0, out: products.values + index * products.matrixStride,
      out_stride: products.channelStride)
    workers.kernels.networks.products.panels(&job)
  }

  private func transformOutput(
    _ job: Job, sample: Int, tiles: Range<Int>, channels: Range<Int>, from panels: Panels
  ) {
    bias.withUnsafePointer { bias in
      var part = SaccadeWinogradOutput(
        products: panels.values + channels.lowerBound * panels.channelStride, channel_stride: panels.channelStride,
        matrix_stride: panels.matrixStride, bias: bias.map { $0 + channels.lowerBound }, slope: job.finish.slope,
        accumulate: job.finish.accumulates, plane: job.output.plane(sample: sample, channel: channels.lowerBound),
        plane_stride: job.output.planeCount, channels: channels.count, height: job.output.height,
        width: job.output.width, tiles: job.grid.run(tiles))
      job.transforms.output(&part)
    }
  }
}
