import CKernels
import Tensors

/// A product of a weight matrix with the patches of an input: the common core of the convolutions.
///
/// Output pixel `(y, x)` of a grid is the weight matrix `[outputs, inputs * taps]` times the vector of the input's
/// values at `(y * step + tap.dy, x * step + tap.dx)`, zero outside the picture. The grid is cut into tiles; each tile
/// lays out its patches for a few channels at a time in scratch memory that stays in the second-level cache, and adds
/// one matrix product to its outputs. Bound by the matrix products for 16 outputs and more, by laying out below.
struct PatchProduct: Sendable {
  struct Tap: Sendable {
    var dy: Int
    var dx: Int
  }

  /// Where the values of a grid go: pixel `(y, x)` to `(y * step + dy, x * step + dx)` of the output.
  struct Placement {
    var step = 1
    var dy = 0
    var dx = 0
  }

  let inputChannels: Int
  let outputChannels: Int
  let taps: [Tap]
  let step: Int
  /// `[outputChannels, inputChannels * taps.count]`, channel by channel.
  let weights: Tensor<Float>
  let bias: Tensor<Float>?

  private static let patchBytes = 384 << 10
  /// The terms that one product sums: longer chains of float32 sums lose digits, and a convolution of 1,035 terms
  /// would miss an agreement of 1e-5.
  private static let summedTerms = 144
  private static let tilePixels = 512
  private static let smallestTile = 64

  /// Writes the grid `rows` x `columns` of every sample.
  func run(
    _ input: ConcatenatedMaps, into output: FeatureMap, rows: Int, columns: Int, placement: Placement = Placement(),
    activation: Activation, workers: Workers
  ) {
    let tiles = Tiling(rows: rows, columns: columns, pixels: Self.tilePixels, smallest: Self.smallestTile)
    workers.run(tiles.count * input.batch) { item, scratch in
      let (sample, index) = item.quotientAndRemainder(dividingBy: tiles.count)
      let tile = tiles[index]
      multiply(
        tile, sample: sample, input: input, output: output, placement: placement, activation: activation,
        scratch: scratch, workers: workers)
    }
  }

  private func multiply(
    _ tile: Tile, sample: Int, input: ConcatenatedMaps, output: FeatureMap, placement: Placement,
    activation: Activation, scratch: Scratch, workers: Workers
  ) {
    let pixels = tile.pixelCount
    let tapCount = taps.count
    let fitting = Self.patchBytes / (pixels * tapCount * MemoryLayout<Float>.stride)
    let block = max(1, min(inputChannels, fitting, Self.summedTerms / tapCount))
    // Whole rows of an undivided output plane lie one after another: the product goes there directly.
    let isDirect = placement.step == 1 && tile.columns.count == output.width
    let patchCount = block * tapCount * pixels
    let patches = scratch.floats(patchCount + (isDirect ? 0 : outputChannels * pixels))
    let sums = isDirect ? output.plane(sample: sample) + tile.rows.lowerBound * output.width : patches + patchCount
    let sumStride = isDirect ? output.planeCount : pixels
    weights.withUnsafeBufferPointer { weights in
      guard let matrix = weights.baseAddress else { return }
      for first in stride(from: 0, to: inputChannels, by: block) {
        let channels = first..<min(first + block, inputChannels)
        layOut(channels, of: input, sample: sample, tile: tile, into: patches, workers: workers)
        workers.blas.multiply(
          rows: outputChannels, columns: pixels, inner: channels.count * tapCount, a: matrix + first * tapCount,
          aStride: inputChannels * tapCount, b: patches, bStride: pixels, beta: first == 0 ? 0 : 1, c: sums,
          cStride: sumStride)
      }
    }
    finish(sums, stride: sumStride, count: pixels, activation: activation, workers: workers)
    if !isDirect {
      place(sums, of: tile, into: output, sample: sample, placement: placement)
    }
  }

  /// Writes patches as `[channel, tap, pixel]`.
  private func layOut(
    _ channels: Range<Int>, of input: ConcatenatedMaps, sample: Int, tile: Tile,
    into patches: UnsafeMutablePointer<Float>,
    workers: Workers
  ) {
    var out = patches
    let columns = tile.columns.count
    for channel in channels {
      let plane = input.plane(sample: sample, channel: channel)
      for tap in taps {
        for row in tile.rows {
          let y = row * step + tap.dy
          if y >= 0 && y < input.height {
            workers.kernels.gather_row(
              out, plane + y * input.width, input.width, tile.columns.lowerBound * step + tap.dx, step, columns)
          } else {
            out.update(repeating: 0, count: columns)
          }
          out += columns
        }
      }
    }
  }

  private func finish(
    _ sums: UnsafeMutablePointer<Float>, stride: Int, count: Int, activation: Activation, workers: Workers
  ) {
    if bias == nil && activation == .identity { return }
    let slope = activation.negativeSlope
    for channel in 0..<outputChannels {
      let value = bias?.withUnsafeBufferPointer { $0[channel] } ?? 0
      workers.kernels.bias_leaky_relu(sums + channel * stride, count, value, slope)
    }
  }

  private func place(
    _ sums: UnsafeMutablePointer<Float>, of tile: Tile, into output: FeatureMap, sample: Int, placement: Placement
  ) {
    var from = sums
    let columns = tile.columns.count
    for channel in 0..<outputChannels {
      let plane = output.plane(sample: sample, channel: channel)
      for row in tile.rows {
        let start = (row * placement.step + placement.dy) * output.width
        let to = plane + start + tile.columns.lowerBound * placement.step + placement.dx
        for x in 0..<columns { to[x * placement.step] = from[x] }
        from += columns
      }
    }
  }
}
