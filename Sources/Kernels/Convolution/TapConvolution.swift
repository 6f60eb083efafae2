import CKernels
import Tensors

/// A convolution of any kernel and stride, computed directly: products of the packed weights with runs of a patch that
/// stays in the second-level cache. Nothing is laid out twice, as the patches of im2col would be.
///
/// It also makes the `step²` phases of a transposed convolution, which read one patch. Bound by multiply-adds.
struct TapConvolution: Sendable {
  /// One set of taps with its weights; its outputs go to the pixels `(y · spread + dy, x · spread + dx)`.
  struct Phase: Sendable {
    var taps: [Tap]
    var weights: PackedWeights
    var dy = 0
    var dx = 0
  }

  let inputChannels: Int
  let outputChannels: Int
  /// The distance of two outputs of a phase in output pixels.
  let spread: Int
  private let layout: PatchLayout
  private let phases: [Phase]
  private let bias: Tensor<Float>?

  private static let patchBytes = 512 << 10
  private static let tilePixels = 768
  private static let fewestItems = 8
  /// Values that the widest register may read beyond a run.
  private static let slack = 64
  private static let lanes = 16

  init(
    inputChannels: Int, outputChannels: Int, step: Int, spread: Int = 1, phases: [Phase], bias: Tensor<Float>?
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.spread = spread
    self.phases = phases
    self.bias = bias
    layout = PatchLayout(taps: phases.flatMap(\.taps), step: step)
  }

  /// Writes the grid of `rows` x `columns` outputs of every phase, where they lie in the output.
  func run(
    _ input: ConcatenatedMaps, into output: FeatureMap, rows: Int, columns: Int, finish: Finish,
    workers: Workers
  ) {
    let tiles = tiling(rows: rows, columns: columns)
    // A small map has few tiles: their outputs are shared out as well.
    let panels = PackedWeights.paddedRows(outputChannels) / PackedWeights.rowsPerPanel
    let parts = max(1, min(panels, Self.fewestItems / (tiles.count * input.batch)))
    workers.run(tiles.count * input.batch * parts) { item, scratch in
      let (rest, part) = item.quotientAndRemainder(dividingBy: parts)
      let (sample, index) = rest.quotientAndRemainder(dividingBy: tiles.count)
      let first = panels * part / parts * PackedWeights.rowsPerPanel
      let end = min(panels * (part + 1) / parts * PackedWeights.rowsPerPanel, outputChannels)
      run(
        tiles[index], sample: sample, outputs: first..<end, input: input, output: output,
        finish: finish, scratch: scratch, workers: workers)
    }
  }

  /// Tiles as large as a patch may be.
  private func tiling(rows: Int, columns: Int) -> Tiling {
    let pixelBytes = inputChannels * layout.step * layout.step * MemoryLayout<Float>.stride
    let pixels = max(48, min(Self.tilePixels, Self.patchBytes / pixelBytes))
    return Tiling(rows: rows, columns: columns, pixels: pixels, smallest: pixels)
  }

  private func run(
    _ tile: Tile, sample: Int, outputs: Range<Int>, input: ConcatenatedMaps, output: FeatureMap, finish: Finish,
    scratch: Scratch, workers: Workers
  ) {
    let channelStride = layout.channelStride(of: tile)
    let patchCount = inputChannels * channelStride + Self.slack
    let count = layout.runLength(of: tile)
    let sumStride = (count + Self.lanes - 1) / Self.lanes * Self.lanes
    let sumCount = PackedWeights.paddedRows(outputs.count) * sumStride
    let tapCount = phases.reduce(0) { max($0, $1.taps.count) }
    let patch = scratch.floats(patchCount + spread * sumCount + tapCount)
    let sums = patch + patchCount
    let places = UnsafeMutableRawPointer(sums + spread * sumCount).assumingMemoryBound(to: Int32.self)
    layout.copy(
      input, channels: 0..<inputChannels, sample: sample, tile: tile, into: patch, kernels: workers.kernels)
    for rowOfPhases in 0..<phases.count / spread {
      for column in 0..<spread {
        let phase = phases[rowOfPhases * spread + column]
        for (index, tap) in phase.taps.enumerated() { places[index] = Int32(layout.offset(of: tap, in: tile)) }
        workers.kernels.tap_product(
          phase.weights.panel(from: outputs.lowerBound), patch, channelStride, inputChannels, places,
          phase.taps.count, outputs.count, count, sums + column * sumCount, sumStride)
      }
      place(
        sums, stride: sumStride, phaseStride: sumCount, row: phases[rowOfPhases * spread].dy, tile: tile,
        sample: sample, outputs: outputs, output: output, finish: finish, workers: workers)
    }
  }

  /// Adds the bias, applies the activation and puts the sums of one row of phases in place.
  private func place(
    _ sums: UnsafeMutablePointer<Float>, stride: Int, phaseStride: Int, row: Int, tile: Tile, sample: Int,
    outputs: Range<Int>, output: FeatureMap, finish: Finish, workers: Workers
  ) {
    let rowLength = layout.rowLength(of: tile)
    let start = tile.columns.lowerBound * spread
    let width = min(tile.columns.count * spread, output.width - start)
    for index in outputs {
      let bias = self.bias?.withUnsafeBufferPointer { $0[index] } ?? 0
      let plane = output.plane(sample: sample, channel: index)
      for y in tile.rows {
        let target = y * spread + row
        if target >= output.height { break }
        workers.kernels.finish_row(
          sums + (index - outputs.lowerBound) * stride + (y - tile.rows.lowerBound) * rowLength, phaseStride, spread,
          width, bias, finish.slope, finish.accumulates, plane + target * output.width + start)
      }
    }
  }
}
