import CKernels

/// A place of a kernel, relative to the pixel that an output starts from.
struct Tap: Sendable, Hashable {
  var dy: Int
  var dx: Int
}

/// The part of an input that a tile of outputs reads, copied together with the zeros around the picture.
///
/// Where outputs are `step` pixels apart, pixels are sorted by their remainder along both axes: `[channel, remainder
/// y, remainder x, row, column]`. Then every tap of all outputs of the tile is one run of memory, rows included: output
/// `(row, column)` is value `row · rowLength + column` of the run, and the last values of a row belong to no output.
struct PatchLayout: Sendable {
  let step: Int
  private let top: Int
  private let left: Int
  private let extraRows: Int
  private let extraColumns: Int

  /// Lays out patches for kernels that touch the places in `taps`.
  init(taps: [Tap], step: Int) {
    precondition(!taps.isEmpty, "A kernel has at least one place.")
    self.step = step
    top = taps.reduce(Int.max) { min($0, $1.dy) }
    left = taps.reduce(Int.max) { min($0, $1.dx) }
    extraRows = (taps.reduce(Int.min) { max($0, $1.dy) } - top) / step
    extraColumns = (taps.reduce(Int.min) { max($0, $1.dx) } - left) / step
  }

  func rows(of tile: Tile) -> Int { tile.rows.count + extraRows }
  func rowLength(of tile: Tile) -> Int { tile.columns.count + extraColumns }
  /// The values of one channel.
  func channelStride(of tile: Tile) -> Int { step * step * rows(of: tile) * rowLength(of: tile) }
  /// The length of the run that holds every output of a tile.
  func runLength(of tile: Tile) -> Int { (tile.rows.count - 1) * rowLength(of: tile) + tile.columns.count }

  /// Where the run of a tap starts in a channel.
  func offset(of tap: Tap, in tile: Tile) -> Int {
    let (rowShift, phaseY) = (tap.dy - top).quotientAndRemainder(dividingBy: step)
    let (columnShift, phaseX) = (tap.dx - left).quotientAndRemainder(dividingBy: step)
    return ((phaseY * step + phaseX) * rows(of: tile) + rowShift) * rowLength(of: tile) + columnShift
  }

  /// Copies the channels of a tile.
  func copy(
    _ input: ConcatenatedMaps, channels: Range<Int>, sample: Int, tile: Tile,
    into patch: UnsafeMutablePointer<Float>, rows loops: SaccadeRowLoops
  ) {
    let (rows, length) = (rows(of: tile), rowLength(of: tile))
    let firstColumn = tile.columns.lowerBound * step + left
    input.forEachRun(of: channels, sample: sample) { plane, first, count in
      var out = patch + (first - channels.lowerBound) * channelStride(of: tile)
      for channel in 0..<count {
        let source = plane + channel * input.planeCount
        for phaseY in 0..<step {
          for phaseX in 0..<step {
            for row in 0..<rows {
              let y = (tile.rows.lowerBound + row) * step + top + phaseY
              if y >= 0 && y < input.height {
                loops.gather(out, source + y * input.width, input.width, firstColumn + phaseX, step, length)
              } else {
                out.update(repeating: 0, count: length)
              }
              out += length
            }
          }
        }
      }
    }
  }
}
