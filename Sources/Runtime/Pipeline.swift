import Foundation

/// Work in three stages that overlap: what is read next, what is computed now, what is written behind it.
///
/// Items pass in order. Computing stays on the calling thread, reading and writing have a thread each; at most
/// ``depth`` items wait between two stages. Whatever any stage throws ends all of them and is thrown again.
public struct Pipeline: Sendable {
  /// The items that may wait between two stages.
  public var depth: Int
  /// Whether the stages overlap; where not, all run on the calling thread, an item after the other.
  public var isConcurrent: Bool

  /// Describes a pipeline.
  public init(depth: Int = 2, isConcurrent: Bool = true) {
    precondition(depth > 0, "At least one item waits between two stages.")
    self.depth = depth
    self.isConcurrent = isConcurrent
  }

  /// Passes every item through the stages, and returns when the last one is written.
  ///
  /// - Parameters:
  ///   - read: The next item, or nil behind the last. It runs on a thread of its own.
  ///   - compute: Makes a result of an item, on the calling thread.
  ///   - write: Takes a result, on a thread of its own.
  /// - Throws: The first error of any stage, that of reading after the items before it are written.
  public func run<Item, Result>(
    reading read: () throws -> Item?, computing compute: (Item) throws -> Result, writing write: (Result) throws -> Void
  ) throws {
    guard isConcurrent else {
      while let item = try read() { try write(compute(item)) }
      return
    }
    let items = Handover<Item>(depth: depth)
    let results = Handover<Result>(depth: depth)
    let threads = DispatchGroup()
    try withoutActuallyEscaping(read) { read in
      try withoutActuallyEscaping(write) { write in
        Stage({ items.fill(from: read) }).start(in: threads)
        Stage({ results.drain(into: write) }).start(in: threads)
        defer { threads.wait() }
        do {
          while let item = try items.take() {
            let result = try compute(item)
            if !results.put(result) { break }
          }
          results.finish()
        } catch {
          results.finish()
          items.abandon(with: nil)
          throw error
        }
        items.abandon(with: nil)
        threads.wait()
        try results.check()
      }
    }
  }
}

/// Work for a thread of its own, let go before its group is told that it is done: no closure outlives the call it is of.
private final class Stage: @unchecked Sendable {
  private var body: (() -> Void)?

  init(_ body: @escaping () -> Void) { self.body = body }

  func start(in group: DispatchGroup) {
    group.enter()
    Thread.detachNewThread {
      self.body?()
      self.body = nil
      group.leave()
    }
  }
}

/// What one thread hands to the next, in order, a few items ahead.
private final class Handover<Item>: @unchecked Sendable {
  private let condition = NSCondition()
  private let depth: Int
  private var waiting: [Item] = []
  private var isFinished = false
  private var isAbandoned = false
  private var failure: (any Error)?

  init(depth: Int) { self.depth = depth }

  /// Puts items of a source until it ends, fails, or nobody takes them any more.
  func fill(from source: () throws -> Item?) {
    do {
      while let item = try source() {
        if !put(item) { return }
      }
      finish()
    } catch {
      finish(throwing: error)
    }
  }

  /// Passes items on until there are no more; where that fails nobody takes them any more.
  func drain(into sink: (Item) throws -> Void) {
    do {
      while let item = try take() { try sink(item) }
    } catch {
      abandon(with: error)
    }
  }

  /// Adds an item when there is room, and says whether anybody will take it.
  func put(_ item: Item) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while waiting.count >= depth && !isAbandoned { condition.wait() }
    if isAbandoned { return false }
    waiting.append(item)
    condition.broadcast()
    return true
  }

  /// The next item, or nil behind the last.
  func take() throws -> Item? {
    condition.lock()
    defer { condition.unlock() }
    while waiting.isEmpty && !isFinished { condition.wait() }
    if !waiting.isEmpty {
      defer { condition.broadcast() }
      return waiting.removeFirst()
    }
    if let failure { throw failure }
    return nil
  }

  func finish(throwing error: (any Error)? = nil) {
    condition.lock()
    defer { condition.unlock() }
    isFinished = true
    failure = failure ?? error
    condition.broadcast()
  }

  /// Takes no more items.
  func abandon(with error: (any Error)?) {
    condition.lock()
    defer { condition.unlock() }
    isAbandoned = true
    waiting.removeAll()
    failure = failure ?? error
    condition.broadcast()
  }

  /// Throws what ended the taking, if anything did.
  func check() throws {
    condition.lock()
    defer { condition.unlock() }
    if let failure { throw failure }
  }
}
