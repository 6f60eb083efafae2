import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct MapPlacementTests {
  @Test func `What is needed at once lies apart`() {
    var random = SeededRandom(seed: 3)
    let items = (0..<80).map { _ in
      let start = Int.random(in: 0..<50, using: &random)
      return MapPlacement.Item(
        count: 16 * Int.random(in: 1..<20, using: &random), span: start...start + Int.random(in: 0..<12, using: &random)
      )
    }
    let placement = MapPlacement(items)
    for i in items.indices {
      #expect(placement.offsets[i] % 16 == 0)
      #expect(placement.offsets[i] + items[i].count <= placement.scalarCount)
      for j in items.indices where j < i && items[i].span.overlaps(items[j].span) {
        let (a, b) = (placement.offsets[i], placement.offsets[j])
        #expect(a + items[i].count <= b || b + items[j].count <= a)
      }
    }
    // Never less than what one moment needs, and here little more.
    let least = (0..<62).map { time in items.filter { $0.span.contains(time) }.reduce(0) { $0 + $1.count } }.max() ?? 0
    #expect(placement.scalarCount >= least && placement.scalarCount <= least * 5 / 4)
  }

  @Test func `What follows each other lies in one place`() {
    let placement = MapPlacement([
      .init(count: 32, span: 0...1), .init(count: 64, span: 2...3), .init(count: 16, span: 4...4),
    ])
    #expect(placement.offsets == [0, 0, 0])
    #expect(placement.scalarCount == 64)
    #expect(MapPlacement([]).scalarCount == 0)
  }
}
