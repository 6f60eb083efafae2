import Testing

@testable import Media

@Suite struct FrameClockTests {
  @Test func `Times count from the first stamp`() {
    var clock = FrameClock(numerator: 1, denominator: 90_000, nominalInterval: 0.04)
    #expect([9000, 12_600, 20_000].map { clock.advance(stamp: $0).microseconds } == [0, 40_000, 122_222])
  }

  @Test func `Missing stamps follow by the nominal interval`() {
    var clock = FrameClock(numerator: 1, denominator: 1000, nominalInterval: 0.04)
    let stamps: [Int64?] = [nil, nil, 500, 530, nil, 700]
    #expect(stamps.map { clock.advance(stamp: $0).microseconds } == [0, 40_000, 80_000, 110_000, 150_000, 280_000])
  }

  @Test func `Times increase though stamps do not`() {
    var clock = FrameClock(numerator: 1, denominator: 1000, nominalInterval: 0.01)
    let stamps: [Int64?] = [100, 100, 90, 300, .max, .min, 310]
    let times = stamps.map { clock.advance(stamp: $0).microseconds }
    #expect(times == [0, 10_000, 20_000, 200_000, 210_000, 220_000, 230_000])
  }

  @Test func `Names are ordered by the numbers in them`() {
    let names = ["b", "a10", "a2", "a02", "a2b1", "a1x", "a"]
    #expect(names.sorted { NaturalOrder.precedes($0, $1) } == ["a", "a1x", "a02", "a2", "a2b1", "a10", "b"])
  }
}
