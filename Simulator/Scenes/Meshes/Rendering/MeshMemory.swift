/// Values that stay where they are, so that inner loops may keep a pointer to them as long as this lives.
final class MeshMemory<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  /// Takes values that `fill` sets, all of them.
  init(count: Int, fill: (UnsafeMutableBufferPointer<Element>) -> Void) {
    start = .allocate(capacity: max(count, 1))
    self.count = count
    fill(UnsafeMutableBufferPointer(start: start, count: count))
  }

  /// Copies parts one after another.
  convenience init(_ parts: [[Element]]) {
    self.init(count: parts.reduce(0) { $0 + $1.count }) { out in
      var next = 0
      for part in parts {
        part.withUnsafeBufferPointer { part in
          if let first = part.baseAddress, let target = out.baseAddress {
            (target + next).initialize(from: first, count: part.count)
          }
        }
        next += part.count
      }
    }
  }

  deinit { start.deallocate() }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }
}
