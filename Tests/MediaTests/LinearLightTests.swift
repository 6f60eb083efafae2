import Testing

@testable import Media

@Suite struct LinearLightTests {
  @Test func `Known sRGB values have their light`() {
    let light = LinearLight.ofBytes
    #expect(light[0] == 0 && light[255] == 255)
    #expect(abs(light[188] - 0.5028865 * 255) < 1e-3)
    #expect(abs(light[10] - 255 * 10 / 255 / 12.92) < 1e-5)
    #expect(zip(light, light.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `Both depths agree where they meet`() {
    #expect((0...255).allSatisfy { LinearLight.ofBytes[$0] == LinearLight.ofWords[257 * $0] })
  }
}
