import CKernels
import Kernels
import Recordings
import Runtime
import Tensors

extension Workers {
  /// The inner loops that turn events into tensors, of these workers' instruction set.
  var eventLoops: SaccadeEventLoops {
    guard let table = instructionSet.table else {
      preconditionFailure("Workers have an instruction set that this processor has.")
    }
    return table.functions.events
  }

  /// Cuts `count` things into parts, one a thread, and calls `body` with each; for results that no cut changes.
  ///
  /// - Parameter least: The things of a part for which a thread is worth it.
  func forEachPart(of count: Int, least: Int, most: Int = .max, _ body: (_ part: Int, _ range: Range<Int>) -> Void) {
    let parts = max(1, min(threads, most, count / least))
    forEach(parts) { part in body(part, part * count / parts..<(part + 1) * count / parts) }
  }
}

extension SaccadeEventColumns {
  /// The columns from one place on.
  init(_ columns: EventColumns, from start: Int = 0) {
    self.init(t: columns.t + start, x: columns.x + start, y: columns.y + start, p: columns.p + start)
  }
}

/// The cells that threads add events to, each to its own, and the place for what lies outside after them.
final class EventParts<Cell: TensorScalar> {
  /// More threads add nothing: reading events and the caches of the cells bound the speed before.
  static var mostParts: Int { 8 }

  let cellCount: Int
  let count: Int
  private let stride: Int
  private let memory: AlignedMemory

  /// Takes cells of zero.
  init(cellCount: Int, workers: Workers) {
    self.cellCount = cellCount
    count = min(workers.threads, Self.mostParts)
    // Apart by some lines, so that the same cell of two parts does not fall into the same set of a cache.
    stride = (cellCount + 64) / 64 * 64 + 1024
    // Large enough for huge pages: cells lie everywhere.
    memory = AlignedMemory(zeroedByteCount: max(4 << 20, count * stride * MemoryLayout<Cell>.stride))
  }

  /// The cells of a part.
  subscript(part: Int) -> UnsafeMutablePointer<Cell> {
    memory.baseAddress.bindMemory(to: Cell.self, capacity: count * stride) + part * stride
  }

  /// Makes all cells zero.
  func clear(workers: Workers) {
    for part in 0..<count {
      let cells = self[part]
      workers.forEachPart(of: cellCount, least: 1 << 16) { _, range in
        (cells + range.lowerBound).update(repeating: .zero, count: range.count)
      }
    }
  }
}
