import Reconstruction
import Tensors
import Testing

@Suite struct PictureDisplayTests {
  private static func ramp(from low: Float, to high: Float) -> Tensor<Float> {
    Tensor(shape: [1, 101], scalars: (0...100).map { low + (high - low) * Float($0) / 100 })
  }

  @Test func `Without a rule black is 0 and white 1`() {
    var display = PictureDisplay(.none)
    let picture = Tensor<Float>(shape: [1, 6], scalars: [-0.5, 0, 0.5, 1, 7, .nan])
    #expect(display.grayValues(of: picture).scalars == [0, 0, 128, 255, 255, 0])
  }

  @Test func `The robust rule stretches all but the outermost hundredths`() {
    var display = PictureDisplay(.robust)
    let gray = display.grayValues(of: Self.ramp(from: 0.3, to: 0.7)).scalars
    #expect(gray[0] == 0 && gray[1] == 0 && gray[2] > 0)
    #expect(gray[98] < 255 && gray[99] == 255 && gray[100] == 255)
    #expect(gray[50] == 128)
  }

  @Test func `One bright picture in a sequence does not change the others' scale`() {
    var display = PictureDisplay(.robust)
    let usual = Self.ramp(from: 0.3, to: 0.7)
    let first = display.grayValues(of: usual)
    for _ in 0..<3 { _ = display.grayValues(of: usual) }
    #expect(display.grayValues(of: Self.ramp(from: 0.3, to: 5)).scalars[10] > 200)
    #expect(display.grayValues(of: usual) == first)
  }

  @Test func `A flat picture is not stretched to noise, and one of no numbers is black`() {
    var display = PictureDisplay(.robust)
    let flat = Tensor<Float>(shape: [1, 4], scalars: [0.5, 0.5001, 0.5002, 0.5])
    #expect(display.grayValues(of: flat).scalars.allSatisfy { $0 < 8 })
    var other = PictureDisplay(.robust)
    #expect(other.grayValues(of: Tensor(repeating: .nan, shape: [2, 2])).scalars == [0, 0, 0, 0])
  }
}
