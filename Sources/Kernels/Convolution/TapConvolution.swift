import CKernels
import Tensors

/// A convolution of any kernel and stride, computed directly: products of the packed weights with runs of a patch that
/// stays in the second-level cache. Nothing is laid out twice, as the patches of im2col would be.
///
/// It also makes the `step²` phases of a transposed convolution, which read one patch. Bound by multiply-adds.
struct TapConvolution: Sendable {
  /// One set of taps with its weights; its outputs go to the pixels `(y · spread + dy, x · spread + dx)`.
  private struct Phase: Sendable {
    var taps: [Tap]
    /// Where the taps lie in the kernel.
    var places: [Int]
    var weights: PackedWeights
    var dy = 0
  }

  let inputChannels: Int
  let outputChannels: Int
  /// The distance of two outputs of a phase in output pixels.
  let spread: Int
  private let isTransposed: Bool
  private let kernelArea: Int
  private let layout: PatchLayout
  private let phases: [Phase]
  private let bias: Tensor<Float>?

  private static let patchBytes = 512 << 10
  private static let tilePixels = 768
  private static let fewestItems = 8
  /// Values that the widest register may read beyond a run.
  private static let slack = 64
  private static let lanes = 16

  /// Prepares a convolution with a kernel `[outputs, inputs, rows, columns]`.
  init(weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int) {
    (outputChannels, inputChannels) = (weight.shape[0], weight.shape[1])
    (kernelArea, isTransposed, spread) = (weight.shape[2] * weight.shape[3], false, 1)
    let taps = Tap.kernel(rows: weight.shape[2], columns: weight.shape[3], padding: padding)
    let weights = PackedWeights(outputs: outputChannels, terms: inputChannels * taps.count)
    phases = [Phase(taps: taps, places: Array(taps.indices), weights: weights)]
    self.bias = bias
    layout = PatchLayout(taps: taps, step: stride)
    pack(weight)
  }

  /// Prepares a transposed convolution with a kernel `[inputs, outputs, rows, columns]`: `stride²` convolutions, one for
  /// each phase of the output pixels, so that every output is written once.
  init(transposing weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int) {
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    let (rows, columns) = (weight.shape[2], weight.shape[3])
    (inputChannels, outputChannels) = (inputs, outputs)
    (kernelArea, isTransposed, spread) = (rows * columns, true, stride)
    phases = (0..<stride * stride).map { index in
      let (y, x) = index.quotientAndRemainder(dividingBy: stride)
      // Output y comes from input (y + padding − ky) / stride where that is whole.
      var taps: [Tap] = []
      var places: [Int] = []
      for ky in 0..<rows where (y + padding - ky) % stride == 0 {
        for kx in 0..<columns where (x + padding - kx) % stride == 0 {
          taps.append(Tap(dy: (y + padding - ky) / stride, dx: (x + padding - kx) / stride))
          places.append(ky * columns + kx)
        }
      }
      return Phase(
        taps: taps, places: places, weights: PackedWeights(outputs: outputs, terms: inputs * taps.count), dy: y)
    }
    self.bias = bias
    layout = PatchLayout(taps: phases.flatMap(\.taps), step: 1)
    pack(weight)
  }

  var packedByteCount: Int { phases.reduce(0) { $0 + $1.weights.byteCount } }

  /// Puts other weights of the same shape in place, without taking memory.
  func pack(_ weight: Tensor<Float>) {
    let (outputStride, inputStride) =
      isTransposed ? (kernelArea, outputChannels * kernelArea) : (inputChannels * kernelArea, kernelArea)
    for phase in phases {
      let (places, count) = (phase.places, phase.taps.count)
      phase.weights.pack(weight) { output, term in
        output * outputStride + term / count * inputStride + places[term % count]
      }
    }
  }

  /// Writes every output, or adds to it.
  func run(_ input: ConcatenatedMaps, into output: FeatureMap, finish: Finish, workers: Workers) {
    let tiles = tiling(
      rows: (output.height + spread - 1) / spread, columns: (output.width + spread - 1) / spread)
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
    return Tiling(rows: rows, columns: columns, pixels: pixels)
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
      input, channels: 0..<inputChannels, sample: sample, tile: tile, into: patch, rows: workers.kernels.networks.rows)
    for rowOfPhases in 0..<phases.count / spread {
      for column in 0..<spread {
        let phase = phases[rowOfPhases * spread + column]
        for (index, tap) in phase.taps.enumerated() { places[index] = Int32(layout.offset(of: tap, in: tile)) }
        var job = SaccadeProduct(
          weights: phase.weights.panel(from: outputs.lowerBound), terms: inputChannels * phase.taps.count,
          columns: patch, channel_stride: channelStride, channels: inputChannels, taps: places,
          tap_count: phase.taps.count, outputs: outputs.count, count: count, accumulate: 0,
          out: sums + column * sumCount, out_stride: sumStride)
        workers.kernels.networks.products.taps(&job)
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
        var job = SaccadeFinish(
          sums: sums + (index - outputs.lowerBound) * stride + (y - tile.rows.lowerBound) * rowLength,
          phase_stride: phaseStride, phases: spread, count: width, bias: bias, slope: finish.slope,
          accumulate: finish.accumulates, out: plane + target * output.width + start)
        workers.kernels.networks.rows.finish(&job)
      }
    }
  }
}
