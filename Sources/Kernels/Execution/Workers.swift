import CKernels
import Files
import Runtime

/// What kernels run on: a number of threads, each with scratch memory of its own, and the loops chosen for the processor.
///
/// The threads themselves are those of the process (`Threads`). One thread at a time uses workers.
///
/// Work is cut into items whose size does not depend on the number of threads, and no two items write the same value,
/// so that a result is the same at any number of threads. Scratch memory grows during the first run of a network and
/// stays; a later run of the same size allocates nothing.
public final class Workers: @unchecked Sendable {
  /// The number of threads.
  public let threads: Int
  /// The instruction set of the inner loops.
  public let instructionSet: InstructionSet
  let blas: BLAS
  let kernels: SaccadeKernelTable
  private let scratch: [Scratch]
  /// The scratch memory of work that all threads do together.
  let sharedScratch = Scratch()

  /// Prepares threads.
  ///
  /// - Parameters:
  ///   - threads: How many, or nil for one a core.
  ///   - instructionSet: The set of the inner loops, or nil for the best of this processor. A test pins it.
  /// - Throws: `FileError` of kind `missingPart` where the BLAS library is missing or the processor lacks the set.
  public init(threads: Int? = nil, instructionSet: InstructionSet? = nil) throws {
    let threads = threads ?? Threads.coreCount
    precondition(threads > 0, "At least one thread is needed, not \(threads).")
    let set = instructionSet ?? .best
    guard let table = set.table else {
      throw FileError(.missingPart, path: "processor", problem: "it has no \(set.rawValue)")
    }
    self.threads = threads
    self.instructionSet = set
    blas = try BLAS.shared()
    kernels = table.functions
    scratch = (0..<threads).map { _ in Scratch() }
  }

  private init(alone other: Workers) {
    threads = 1
    (instructionSet, blas, kernels) = (other.instructionSet, other.blas, other.kernels)
    scratch = [Scratch()]
  }

  /// Workers of one thread with the same loops and scratch memory of their own, for what runs beside these.
  public func alone() -> Workers { Workers(alone: self) }

  /// The bytes of scratch memory held.
  public var scratchByteCount: Int { scratch.reduce(sharedScratch.byteCount) { $0 + $1.byteCount } }

  /// Calls `body` once for every item, on all threads, and returns when all are done.
  ///
  /// `body` must not write what another item reads or writes, and shares out nothing itself.
  @inline(__always)
  func run(_ itemCount: Int, _ body: (_ item: Int, _ scratch: Scratch) -> Void) {
    Threads.forEach(itemCount, threads: threads) { item, worker in body(item, scratch[worker]) }
  }

  /// Calls `body` once for every item on all threads; for work that needs no scratch memory.
  @inline(__always)
  public func forEach(_ itemCount: Int, _ body: (_ item: Int) -> Void) {
    Threads.forEach(itemCount, threads: threads) { item, _ in body(item) }
  }
}

/// The scratch memory of one thread.
final class Scratch {
  private var memory = AlignedMemory(uninitializedByteCount: 0)

  var byteCount: Int { memory.byteCount }

  /// Room for `count` scalars whose content is undefined. A second call may return the same memory.
  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let needed = count * MemoryLayout<Float>.stride
    if memory.byteCount < needed { memory = AlignedMemory(uninitializedByteCount: needed) }
    return memory.baseAddress.bindMemory(to: Float.self, capacity: count)
  }

  /// The same for double precision.
  func doubles(_ count: Int) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(floats(2 * count)).bindMemory(to: Double.self, capacity: count)
  }
}
