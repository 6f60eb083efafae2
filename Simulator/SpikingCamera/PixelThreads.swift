import Recordings
import Runtime

/// The threads that share the pixels of a spiking camera.
///
/// Pixels are cut into blocks of 512, whose bits fill whole bytes of every frame, so no two threads write the same
/// byte.
struct PixelThreads {
  static let blockPixels = 512
  /// The blocks that a thread takes at once.
  private static let shareBlocks = 8
  private let count: Int

  /// Describes threads; nil for one a core.
  init(_ count: Int?) {
    self.count = count ?? Threads.coreCount
    precondition(self.count > 0, "At least one thread is needed, not \(self.count).")
  }

  /// The blocks that cover a sensor.
  static func blocks(of geometry: SpikeGeometry) -> Int { (geometry.pixelCount + blockPixels - 1) / blockPixels }

  /// Calls `body` with ranges of blocks that together are those of a sensor.
  func forEachBlock(of geometry: SpikeGeometry, _ body: (Range<Int>) -> Void) {
    let blocks = Self.blocks(of: geometry)
    if count == 1 { return body(0..<blocks) }
    let shares = (blocks + Self.shareBlocks - 1) / Self.shareBlocks
    Threads.forEach(shares, threads: count) { share, _ in
      let first = share * Self.shareBlocks
      body(first..<min(first + Self.shareBlocks, blocks))
    }
  }
}
