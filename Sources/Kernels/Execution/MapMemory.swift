import Runtime
import Tensors

/// One block of memory for feature maps that are not all needed at the same time.
///
/// A network that runs in phases lays out the maps of each phase from the block's start; what a later phase still reads
/// must lie outside. Maps made here hold zeros, or what the phase before left.
public struct MapMemory: Sendable {
  /// The scalars that maps may take.
  public let scalarCount: Int
  let block: AlignedMemory
  /// Kernels may read a whole register from the last value on.
  private static let slackBytes = 64
  /// Maps start on a cache line.
  private static let alignment = 16

  /// Takes a block of zeros.
  public init(scalarCount: Int) {
    self.scalarCount = scalarCount
    block = AlignedMemory(zeroedByteCount: Shape.count([scalarCount, MemoryLayout<Float>.stride]) + Self.slackBytes)
  }

  /// The bytes of the block.
  public var byteCount: Int { block.byteCount }

  /// What a map of `count` scalars takes.
  public static func scalarCount(ofMap count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// The maps of one phase, one behind the other from the block's start.
  public struct Phase {
    private let memory: MapMemory
    private var next = 0

    /// Starts a phase of a block.
    public init(in memory: MapMemory) { self.memory = memory }

    /// The next map, which must fit into what is left.
    public mutating func map(batch: Int = 1, channels: Int, height: Int, width: Int) -> FeatureMap {
      let start = next
      next += MapMemory.scalarCount(ofMap: Shape.count([batch, channels, height, width]))
      precondition(next <= memory.scalarCount, "Maps of \(next) scalars do not fit into \(memory.scalarCount).")
      return FeatureMap(
        memory: memory.block, start: start, batch: batch, channels: channels, height: height, width: width)
    }
  }
}
