/// Places in one block of memory for what is needed at known times: what is needed at once lies apart.
struct MapPlacement {
  /// Something to be placed.
  struct Item {
    /// The scalars that it takes.
    var count: Int
    /// When it is needed.
    var span: ClosedRange<Int>
  }

  /// Where each item starts, in scalars.
  private(set) var offsets: [Int]
  /// The scalars that the block has.
  private(set) var scalarCount = 0

  /// Puts the largest first, each as low as it goes. Cost: quadratic in the items.
  init(_ items: [Item]) {
    offsets = Array(repeating: 0, count: items.count)
    // By where they start.
    var placed: [Int] = []
    let order = items.indices.sorted { (items[$1].count, $0) < (items[$0].count, $1) }
    for index in order {
      var offset = 0
      for other in placed where items[other].span.overlaps(items[index].span) {
        if offset + items[index].count <= offsets[other] { break }
        offset = max(offset, offsets[other] + items[other].count)
      }
      offsets[index] = offset
      scalarCount = max(scalarCount, offset + items[index].count)
      placed.insert(index, at: placed.firstIndex { offsets[$0] > offset } ?? placed.count)
    }
  }
}
