import Kernels
import Testing

@Suite struct MapMemoryTests {
  @Test func `Maps of one phase lie apart, maps of two phases on the same memory`() {
    let memory = MapMemory(scalarCount: MapMemory.scalarCount(ofMap: 3 * 35) + MapMemory.scalarCount(ofMap: 2 * 35))
    var encoding = MapMemory.Phase(in: memory)
    let first = encoding.map(channels: 3, height: 5, width: 7)
    let second = encoding.map(channels: 2, height: 5, width: 7)
    var decoding = MapMemory.Phase(in: memory)
    let third = decoding.map(channels: 1, height: 10, width: 7)
    #expect(!first.overlaps(second))
    #expect(first.overlaps(third))
    #expect(!second.overlaps(third))
    #expect(!first[0..<1].overlaps(first[1..<3]))
    second.fill(2)
    first.fill(1)
    #expect(second.tensor.scalars.allSatisfy { $0 == 2 })
    third.fill(3)
    #expect(first.tensor.scalars.prefix(70).allSatisfy { $0 == 3 })
    #expect(first.tensor.scalars.suffix(35).allSatisfy { $0 == 1 })
  }

  @Test func `Maps of a block count what they select, not the block`() {
    let memory = MapMemory(scalarCount: 1024)
    var phase = MapMemory.Phase(in: memory)
    let map = phase.map(batch: 2, channels: 3, height: 4, width: 5)
    #expect(map.bufferByteCount == 2 * 3 * 4 * 5 * 4)
    #expect(map.shape == [2, 3, 4, 5])
    #expect(map.tensor.scalars.allSatisfy { $0 == 0 })
  }
}
