import CKernels
import Runtime

/// A map `[height, width, 16]` of a ``BlockPipeline``: the channels of a pixel lie beside each other, as many as a register
/// holds at most.
///
/// Unlike the planes of a ``FeatureMap`` it need not hold the whole picture: a map that steps only pass on keeps the rows
/// that are still to be read, and stays in cache.
public struct BlockMap: Sendable, Hashable {
  /// The channels of a map. Those that a network lacks are zero.
  public static let channelCount = Int(SACCADE_BLOCK)

  /// The number in its pipeline.
  let index: Int
}

/// The memory of a map: all rows of the picture, or the last of them.
struct BlockRows: @unchecked Sendable {
  /// Rows of tiles that are held; row y lies at y modulo as many rows of pixels.
  let tileRows: Int
  /// Values from one row of pixels to the next.
  let rowStride: Int
  private let memory: AlignedMemory
  private let start: UnsafeMutablePointer<Float>
  private let zeros: UnsafeMutablePointer<Float>
  private let height: Int

  /// Takes memory of zeros.
  ///
  /// A row begins with a pixel of zeros and ends with what completes the last tile and a pixel more, which stay zero; so does
  /// a row for what lies above and below the picture.
  init(geometry: BlockGeometry, tileRows: Int) {
    self.tileRows = tileRows
    rowStride = geometry.rowStride
    height = geometry.height
    let rows = tileRows * BlockGeometry.side
    memory = AlignedMemory(zeroedByteCount: (rows + 1) * rowStride * MemoryLayout<Float>.stride)
    start = memory.baseAddress.assumingMemoryBound(to: Float.self)
    zeros = start + rows * rowStride
  }

  var byteCount: Int { memory.byteCount }

  /// A pixel, from column −1 on; rows outside of the picture are zero and only read.
  func pixel(_ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
    let row = y < 0 || y >= height ? zeros : start + y % (tileRows * BlockGeometry.side) * rowStride
    return row + (x + 1) * BlockMap.channelCount
  }

  /// Fills everything with zeros.
  func clear() { start.update(repeating: 0, count: memory.byteCount / MemoryLayout<Float>.stride) }
}

/// How a picture is cut into the tiles of a ``BlockPipeline``.
struct BlockGeometry: Sendable, Hashable {
  /// The pixels of a tile's side.
  static let side = 4
  /// The most tiles beside each other that are worked on at once: their values and products stay in the second-level cache.
  static let mostTiles = 44

  let height: Int
  let width: Int

  /// The tiles of a column and of a row of the picture.
  var tilesDown: Int { (height + Self.side - 1) / Self.side }
  var tilesAcross: Int { (width + Self.side - 1) / Self.side }

  /// The values of a row of pixels.
  var rowStride: Int { (tilesAcross * Self.side + 2) * BlockMap.channelCount }

  /// The parts of a row of tiles, of nearly one length.
  var parts: Int { (tilesAcross + Self.mostTiles - 1) / Self.mostTiles }

  func tiles(ofPart part: Int) -> Range<Int> { part * tilesAcross / parts..<(part + 1) * tilesAcross / parts }

  /// The rows of a row of tiles that lie in the picture.
  func rows(ofTileRow row: Int) -> Int { min(Self.side, height - row * Self.side) }
}
