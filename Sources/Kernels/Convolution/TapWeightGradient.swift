/// The gradient of weights as one matrix product a tap: the dense side's pixels times the run of a patch.
///
/// `dw[d, p, tap] = Σ dense[n, d, y, x] · patched[n, p, y·step + tap.dy, x·step + tap.dx]`. For a convolution the dense
/// side is the output's gradient and the patched one the input; for a transposed convolution the other way round.
struct TapWeightGradient: Sendable {
  let dense: Int
  let patched: Int
  private let taps: [Tap]
  private let layout: PatchLayout

  private static let tilePixels = 2048
  private static let patchBytes = 8 << 20
  /// The channels that a thread copies at a time.
  private static let group = 8
  /// A kernel of fewer taps is cut along the dense side too, so that every thread has a part.
  private static let fewestItems = 8

  init(dense: Int, patched: Int, taps: [Tap], step: Int) {
    self.dense = dense
    self.patched = patched
    self.taps = taps
    layout = PatchLayout(taps: taps, step: step)
  }

  func run(
    dense denseMap: ConcatenatedMaps, patched patchedMap: ConcatenatedMaps, into gradient: FeatureMap, isAdded: Bool,
    workers: Workers
  ) {
    let pixelBytes = patched * layout.step * layout.step * MemoryLayout<Float>.stride
    let pixels = max(64, min(Self.tilePixels, Self.patchBytes / pixelBytes))
    let tiles = Tiling(rows: denseMap.height, columns: denseMap.width, pixels: pixels)
    let parts = min(dense, (Self.fewestItems + taps.count - 1) / taps.count)
    let largest = tiles[0]
    let patchCount = patched * layout.channelStride(of: largest)
    let denseCount = dense * layout.runLength(of: largest)
    let matrix = dense * patched
    let patch = workers.sharedScratch.floats(patchCount + denseCount + taps.count * matrix)
    let run = patch + patchCount
    let sums = run + denseCount
    for sample in 0..<denseMap.batch {
      for index in 0..<tiles.count {
        let tile = tiles[index]
        copy(denseMap, patchedMap, sample: sample, tile: tile, patch: patch, run: run, workers: workers)
        let isFirst = sample == 0 && index == 0
        let length = layout.runLength(of: tile)
        workers.run(taps.count * parts) { item, _ in
          let (tap, part) = item.quotientAndRemainder(dividingBy: parts)
          let rows = dense * part / parts..<dense * (part + 1) / parts
          workers.blas.multiply(
            rows: rows.count, columns: patched, inner: length, a: run + rows.lowerBound * length, aStride: length,
            b: patch + layout.offset(of: taps[tap], in: tile), bStride: layout.channelStride(of: tile),
            transposeB: true, beta: isFirst ? 0 : 1, c: sums + tap * matrix + rows.lowerBound * patched,
            cStride: patched)
        }
      }
    }
    workers.run(dense) { row, _ in
      let target = gradient.plane(sample: row)
      for channel in 0..<patched {
        for tap in taps.indices {
          let value = sums[tap * matrix + row * patched + channel]
          let place = channel * taps.count + tap
          target[place] = isAdded ? target[place] + value : value
        }
      }
    }
  }

  /// Copies a tile of both sides; between the rows of the dense side lie zeros where the patch's runs go on.
  private func copy(
    _ denseMap: ConcatenatedMaps, _ patchedMap: ConcatenatedMaps, sample: Int, tile: Tile,
    patch: UnsafeMutablePointer<Float>, run: UnsafeMutablePointer<Float>, workers: Workers
  ) {
    let patchGroups = (patched + Self.group - 1) / Self.group
    let denseGroups = (dense + Self.group - 1) / Self.group
    let (length, rowLength) = (layout.runLength(of: tile), layout.rowLength(of: tile))
    workers.run(patchGroups + denseGroups) { item, _ in
      if item < patchGroups {
        let channels = item * Self.group..<min((item + 1) * Self.group, patched)
        layout.copy(
          patchedMap, channels: channels, sample: sample, tile: tile,
          into: patch + channels.lowerBound * layout.channelStride(of: tile), rows: workers.kernels.networks.rows)
      } else {
        let channels = (item - patchGroups) * Self.group..<min((item - patchGroups + 1) * Self.group, dense)
        for channel in channels {
          let plane = denseMap.plane(sample: sample, channel: channel)
          let target = run + channel * length
          for row in tile.rows {
            let out = target + (row - tile.rows.lowerBound) * rowLength
            out.update(
              from: plane + row * denseMap.width + tile.columns.lowerBound, count: tile.columns.count)
            if row + 1 < tile.rows.upperBound {
              (out + tile.columns.count).update(repeating: 0, count: rowLength - tile.columns.count)
            }
          }
        }
      }
    }
  }
}
