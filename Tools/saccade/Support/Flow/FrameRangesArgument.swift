import ArgumentParser

/// `A-B,C-D`: pictures by number, both ends included.
struct FrameRangesArgument: ExpressibleByArgument {
  let ranges: [Range<Int>]

  init?(argument: String) {
    var ranges: [Range<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 0, first <= last,
        last < 1 << 40, first >= ranges.last?.upperBound ?? 0
      else { return nil }
      ranges.append(first..<last + 1)
    }
    self.ranges = ranges
  }
}
