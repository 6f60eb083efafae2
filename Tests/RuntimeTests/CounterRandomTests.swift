import Testing

@testable import Runtime

@Suite struct CounterRandomTests {
  @Test func `The words are those of the published generator`() {
    let zero = CounterRandom.philox(counter: .zero, key: .zero)
    #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = CounterRandom.philox(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
    #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = CounterRandom.philox(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
    #expect(pi == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func `Numbers differ by seed, frame and pixel, and stay below their bound`() {
    let random = CounterRandom(seed: 7)
    var seen: Set<UInt64> = []
    var sum = 0.0
    for pixel in 0..<4096 {
      let value = random.integer(below: 1 << 40, for: .initialCharge, pixel: pixel)
      #expect(value < 1 << 40)
      seen.insert(value)
      sum += Double(value) / Double(1 << 40)
    }
    #expect(seen.count == 4096)
    // The mean of 4096 even numbers has a standard deviation of 0.0045.
    #expect(abs(sum / 4096 - 0.5) < 0.02)
    let address = random.words(for: .initialCharge, frame: 3, pixel: 5)
    #expect(address != random.words(for: .initialCharge, frame: 4, pixel: 5))
    #expect(address != random.words(for: .initialCharge, frame: 3 + (1 << 32), pixel: 5))
    #expect(address != CounterRandom(seed: 8).words(for: .initialCharge, frame: 3, pixel: 5))
    #expect(address != CounterRandom(seed: 7 + (1 << 32)).words(for: .initialCharge, frame: 3, pixel: 5))
  }
}
