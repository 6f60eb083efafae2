import Media
import Tensors
import TestSupport
import Testing

@Suite struct MotionFilterTests {
  /// A bright square on a gradient, `[48, 64]`.
  private func picture(at left: Int) -> Tensor<UInt8> {
    Tensor(
      shape: [48, 64],
      scalars: (0..<48 * 64).map { pixel in
        let (x, y) = (pixel % 64, pixel / 64)
        return (left..<left + 16).contains(x) && (12..<36).contains(y) ? UInt8(160 + (x - left) * 5) : UInt8(y)
      })
  }

  private func outputs(of pictures: [Tensor<UInt8>], steps: Int) throws -> [MotionFilter.Output] {
    let filter = try MotionFilter(width: 64, height: 48, steps: steps)
    var outputs: [MotionFilter.Output] = []
    func take() throws { while let output = try filter.next() { outputs.append(output) } }
    for picture in pictures {
      try filter.append(picture)
      try take()
    }
    try filter.finish()
    try take()
    return outputs
  }

  @Test func `Every step from the first picture to the last is made, the pictures among them`() throws {
    let pictures = (0..<6).map { picture(at: 8 + 4 * $0) }
    let outputs = try outputs(of: pictures, steps: 4)
    #expect(outputs.map(\.step).starts(with: 0...20))
    for (index, picture) in pictures.enumerated() { #expect(outputs[4 * index].gray == picture) }
    // Half-way the square is half-way.
    let middle = outputs[4 * 2 + 2].gray
    #expect(middle.scalars[24 * 64 + 16] < 100 && middle.scalars[24 * 64 + 20] > 130)
  }

  @Test func `Still pictures stay as they are`() throws {
    let outputs = try outputs(of: Array(repeating: picture(at: 20), count: 4), steps: 2)
    #expect(outputs.count >= 7)
    for output in outputs { #expect(output.gray == picture(at: 20)) }
  }
}
