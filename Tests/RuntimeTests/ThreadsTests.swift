import Foundation
import Runtime
import Synchronization
import Testing

@Suite struct ThreadsTests {
  /// The greatest number of bodies that run at the same time, and the greatest number of a worker.
  private final class Crowd: Sendable {
    private let inside = Atomic<Int>(0)
    let most = Atomic<Int>(0)
    let lastWorker = Atomic<Int>(0)

    func enter(_ worker: Int) {
      most.max(inside.add(1, ordering: .sequentiallyConsistent).newValue, ordering: .sequentiallyConsistent)
      lastWorker.max(worker, ordering: .sequentiallyConsistent)
    }

    func leave() { inside.subtract(1, ordering: .sequentiallyConsistent) }
  }

  /// Something to do that takes a while.
  private static func value(_ item: Int) -> Int { (0..<500).reduce(item) { ($0 &* 31 &+ $1) & 0xFFFF } }

  private static func values(_ count: Int, threads: Int) -> [Int] {
    var values = [Int](repeating: -1, count: count)
    values.withUnsafeMutableBufferPointer { values in
      Threads.forEach(count, threads: threads) { item, _ in
        precondition(values[item] == -1, "An item is done twice.")
        values[item] = value(item)
      }
    }
    return values
  }

  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
  func `Every item is done once, by at most as many threads as are asked for`(threads: Int, count: Int) {
    let crowd = Crowd()
    let done = Mutex([Int](repeating: 0, count: count))
    Threads.forEach(count, threads: threads) { item, worker in
      crowd.enter(worker)
      done.withLock { $0[item] += 1 }
      _ = Self.value(item)
      crowd.leave()
    }
    #expect(done.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(crowd.most.load(ordering: .relaxed) <= threads)
    #expect(crowd.lastWorker.load(ordering: .relaxed) < threads)
  }

  @Test func `Threads that work at the same time have numbers of their own`() {
    let threads = 4
    for _ in 0..<200 {
      // Whoever finds its number taken tells.
      let taken = (0..<threads).map { _ in Flag() }
      let clashes = Atomic<Int>(0)
      Threads.forEach(64, threads: threads) { item, worker in
        if taken[worker].isSet.exchange(true, ordering: .acquiringAndReleasing) {
          clashes.add(1, ordering: .relaxed)
        }
        _ = Self.value(item)
        taken[worker].isSet.store(false, ordering: .releasing)
      }
      #expect(clashes.load(ordering: .relaxed) == 0)
    }
  }

  private final class Flag: Sendable { let isSet = Atomic<Bool>(false) }

  @Test func `Work within work runs in line`() {
    let expected = (0..<12).map { outer in (0..<5).reduce(0) { $0 + Self.value(outer * 5 + $1) } }
    var sums = [Int](repeating: 0, count: 12)
    sums.withUnsafeMutableBufferPointer { sums in
      Threads.forEach(12, threads: 3) { outer, _ in
        // Without a lock: all of it is done by the thread that shares it out.
        let thread = Thread.current
        Threads.forEach(5, threads: 3) { inner, _ in
          precondition(Thread.current === thread, "Work within work went to another thread.")
          sums[outer] += Self.value(outer * 5 + inner)
        }
      }
    }
    #expect(sums == expected)
  }

  @Test func `Several callers at once all get their work done`() {
    let expected = Self.values(40, threads: 1)
    let wrong = Atomic<Int>(0)
    let group = DispatchGroup()
    let callers = 5
    // All are let go together.
    let gate = DispatchSemaphore(value: 0)
    for _ in 0..<callers {
      group.enter()
      Thread.detachNewThread {
        gate.wait()
        for _ in 0..<50 where Self.values(40, threads: 3) != expected { wrong.add(1, ordering: .relaxed) }
        group.leave()
      }
    }
    for _ in 0..<callers { gate.signal() }
    group.wait()
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  @Test func `Stages of a pipeline share out work beside each other`() throws {
    var next = 0
    var written: [[Int]] = []
    try Pipeline().run(
      reading: { () -> [Int]? in
        defer { next += 1 }
        return next < 30 ? Self.values(20 + next, threads: 2) : nil
      },
      computing: { values in (values, Self.values(values.count, threads: 2)) },
      writing: { pair in
        #expect(pair.0 == pair.1)
        written.append(Self.values(pair.0.count, threads: 3))
      })
    #expect(written == (0..<30).map { Self.values(20 + $0, threads: 1) })
  }
}
