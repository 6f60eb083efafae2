// Holds the function that is declared at the end.
import CThreads
import Foundation

/// The threads of the process, to which a caller shares out a piece of work.
///
/// There is one team for everything that computes at the same time. Its threads are started when first asked for; after
/// a piece of work they wait awake for the next one for some 50 µs, which is longer than most parts of a network take
/// between two, then they sleep. Nothing is allocated for a call, and nothing is computed by a thread that has to be
/// waited for: a caller that finds the team busy, or is itself part of a shared piece of work, does all items itself. So
/// a number of threads holds for everything together, readers that run beside a network included.
public enum Threads {
  /// The number of cores that this process may use, as it was when first asked for: the system answers from a file.
  public static let coreCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// Calls `body` once for every item and returns when all are done.
  ///
  /// Items are handed out in order, one at a time, to whichever thread is free; which thread does which is left to chance,
  /// so `body` must not write what another item reads or writes.
  ///
  /// - Parameters:
  ///   - itemCount: How many items there are.
  ///   - threads: The most threads that may work, the calling one among them.
  ///   - body: Is given the item and a number below `threads` that no other thread has at the same time.
  @inline(__always)
  public static func forEach(_ itemCount: Int, threads: Int, _ body: (_ item: Int, _ worker: Int) -> Void) {
    precondition(threads > 0, "At least one thread is needed, not \(threads).")
    if threads == 1 || itemCount <= 1 {
      for item in 0..<itemCount { body(item, 0) }
    } else {
      runOnThreads(itemCount, threads, body)
    }
  }
}

/// The function in C, declared as one of Swift: a closure that does not escape then crosses as two words, its code and
/// what it captures. To hand it on in any other way, `withoutActuallyEscaping` would allocate a box for every call, some
/// hundreds in a run of a network.
@_silgen_name("saccade_threads_run")
@usableFromInline
func runOnThreads(_ itemCount: Int, _ threads: Int, _ body: (_ item: Int, _ worker: Int) -> Void)
