import Foundation
import OpticalFlow
import Tensors
import Testing

@Suite struct DenseInverseSearchTests {
  /// Waves of several lengths and directions, moved.
  private func texture(width: Int = 72, height: Int = 56, dx: Double = 0, dy: Double = 0) -> Tensor<Float> {
    let waves = [(0.31, 0.05), (-0.11, 0.24), (0.17, 0.19), (0.06, -0.35)]
    return Tensor(
      shape: [height, width],
      scalars: (0..<width * height).map { pixel in
        let (x, y) = (Double(pixel % width) - dx, Double(pixel / width) - dy)
        return Float(waves.reduce(128) { $0 + 30 * sin($1.0 * x + $1.1 * y) })
      })
  }

  /// The mean distance of the flow from a motion, of pixels whose targets are in the picture with a patch to spare.
  private func error(_ flow: Tensor<Float>, _ u: Float, _ v: Float) -> Float {
    let (height, width) = (flow.shape[1], flow.shape[2])
    let margin = 8
    var (sum, count): (Float, Float) = (0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let (column, row) = (x + Int(u.rounded()), y + Int(v.rounded()))
        guard (margin..<width - margin).contains(column), (margin..<height - margin).contains(row) else { continue }
        let pixel = y * width + x
        let (du, dv) = (flow.scalars[pixel] - u, flow.scalars[width * height + pixel] - v)
        sum += (du * du + dv * dv).squareRoot()
        count += 1
      }
    }
    return sum / count
  }

  @Test(arguments: [(0.5, 0.0), (1, -1), (-3.25, 2), (6, 4)])
  func `A moved texture is followed to a fraction of a pixel, there and back`(dx: Double, dy: Double) {
    let flows = DenseInverseSearch(threads: 2).flows(between: texture(), and: texture(dx: dx, dy: dy))
    #expect(flows.forward.shape == [2, 56, 72])
    #expect(error(flows.forward, Float(dx), Float(dy)) < 0.1)
    #expect(error(flows.backward, Float(-dx), Float(-dy)) < 0.1)
  }

  @Test func `What stays where it is has no flow, brighter or darker too`() {
    let search = DenseInverseSearch(threads: 1)
    let picture = texture()
    let still = search.flows(between: picture, and: picture)
    #expect(still.forward.scalars.allSatisfy { $0 == 0 } && still.backward.scalars.allSatisfy { $0 == 0 })
    let brighter = search.flows(between: picture, and: picture.map { $0 + 20 })
    #expect(brighter.forward.scalars.allSatisfy { abs($0) < 1e-3 })
    let plain = search.flows(between: Tensor(repeating: 3, shape: [9, 8]), and: Tensor(repeating: 200, shape: [9, 8]))
    #expect(plain.forward.scalars.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [(8, 8), (9, 33), (41, 17)])
  func `Any size will do, and any number of threads`(width: Int, height: Int) {
    let pictures = (texture(width: width, height: height), texture(width: width, height: height, dx: 1))
    let one = DenseInverseSearch(threads: 1).flows(between: pictures.0, and: pictures.1)
    let two = DenseInverseSearch(threads: 2).flows(between: pictures.0, and: pictures.1)
    #expect(one.forward == two.forward && one.backward == two.backward)
    #expect(one.forward.scalars.allSatisfy { $0.isFinite })
  }
}
