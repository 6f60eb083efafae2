import CKernels

/// The parts of a correlation that one thread computes at a time: bands of rows of a sample, cut where the packed rows
/// would not stay in cache.
///
/// The cut depends on the shape alone.
struct CorrelationTiling {
  struct Tile {
    var sample: Int
    var rows: Range<Int>
    var columns: Range<Int>
  }

  private let height: Int
  private let width: Int
  private let rowsPerTile: Int
  private let columnsPerTile: Int
  private let bands: Int
  private let parts: Int
  let count: Int

  private static let packedBytes = 768 << 10

  /// Cuts a map.
  ///
  /// - Parameters:
  ///   - floatsPerBlock: The packed values of 16 columns.
  ///   - largestPart: The most blocks of 16 columns of a part.
  init(map: FeatureMap, floatsPerBlock: Int, largestPart: Int = .max) {
    height = map.height
    width = map.width
    let blocks = (width + PackedRows.block - 1) / PackedRows.block
    let fitting = Self.packedBytes / (floatsPerBlock * MemoryLayout<Float>.stride)
    let largest = min(blocks, max(1, min(fitting, largestPart)))
    parts = (blocks + largest - 1) / largest
    columnsPerTile = (blocks + parts - 1) / parts * PackedRows.block
    // The rows around a band are packed for each band: few rows cost more, many leave threads idle.
    rowsPerTile = max(min(16, (height + 7) / 8 * 4), min(32, height / 16 * 4))
    bands = (height + rowsPerTile - 1) / rowsPerTile
    count = map.batch * bands * parts
  }

  subscript(index: Int) -> Tile {
    let (rest, part) = index.quotientAndRemainder(dividingBy: parts)
    let (sample, band) = rest.quotientAndRemainder(dividingBy: bands)
    let (y, x) = (band * rowsPerTile, part * columnsPerTile)
    return Tile(
      sample: sample, rows: y..<min(y + rowsPerTile, height), columns: x..<max(x, min(x + columnsPerTile, width)))
  }
}

/// A few successive rows of some columns of a map, packed into blocks of 16 pixels in which the channels follow each
/// other; row y takes the place of row y − count.
struct PackedRows {
  static let block = 16
  static let reach = block + 2 * Correlation.radius

  let count: Int
  /// The floats of one row.
  let rowStride: Int
  private let map: FeatureMap
  private let sample: Int
  private let firstColumn: Int
  private let blocks: Int
  private let isReaching: Bool

  /// - Parameter isReaching: Whether a block holds the four pixels on either side too.
  init(of map: FeatureMap, sample: Int, columns: Range<Int>, count: Int, isReaching: Bool = false) {
    self.map = map
    self.sample = sample
    self.count = count
    self.isReaching = isReaching
    firstColumn = columns.lowerBound
    blocks = (columns.count + Self.block - 1) / Self.block
    rowStride = blocks * map.channelCount * (isReaching ? Self.reach : Self.block)
  }

  var floatCount: Int { count * rowStride }

  /// Where a row of the first channel begins in the map.
  func source(_ y: Int) -> UnsafePointer<Float> {
    UnsafePointer(map.plane(sample: sample) + y * map.width + firstColumn)
  }

  func pack(_ y: Int, into target: UnsafeMutablePointer<Float>, workers: Workers) {
    var job = SaccadeCorrelationPack(
      row: map.plane(sample: sample) + y * map.width, plane_stride: map.planeCount, channels: map.channelCount,
      width: map.width, first: firstColumn, blocks: blocks, reaching: isReaching ? 1 : 0,
      out: target + y % count * rowStride)
    workers.kernels.networks.correlation.pack(&job)
  }
}
