import Tensors
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

  @Test func `Light goes back to the values that it came from, and between them to the nearest`() {
    let bytes = Tensor<Float>(shape: [256], scalars: LinearLight.ofBytes)
    #expect(LinearLight.bytes(ofGray: bytes).scalars == (0...255).map { UInt8($0) })
    let words = Tensor<Float>(shape: [65536], scalars: LinearLight.ofWords)
    #expect(LinearLight.words(ofGray: words).scalars == (0...65535).map { UInt16($0) })
    let levels = (0..<4000).map { Float($0) * 0.0641 }
    let encoded = LinearLight.bytes(ofGray: Tensor(shape: [4000], scalars: levels)).scalars
    for (level, value) in zip(levels, encoded) where level < 255 {
      let low = LinearLight.gray(ofSRGB: Float(value) - 0.5), high = LinearLight.gray(ofSRGB: Float(value) + 0.5)
      #expect(low <= level && level <= high, "\(level) became \(value)")
    }
    let odd = Tensor<Float>(shape: [4], scalars: [-3, .nan, 300, .infinity])
    #expect(LinearLight.bytes(ofGray: odd).scalars == [0, 0, 255, 255])
    #expect(LinearLight.words(ofGray: odd).scalars == [0, 0, 65535, 65535])
  }

  @Test func `Both depths agree where they meet`() {
    #expect((0...255).allSatisfy { LinearLight.ofBytes[$0] == LinearLight.ofWords[257 * $0] })
  }
}
