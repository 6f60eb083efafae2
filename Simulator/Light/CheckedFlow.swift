import Runtime
import Tensors

/// A flow, and how far the one that leads back misses the pixels that it started from.
struct CheckedFlow {
  let width: Int
  let height: Int
  /// The motion in whole pixels, rounded up, that a thousandth of the picture exceeds, of pixels missed by less than one.
  let greatestMotion: Float
  /// u, v, the miss in pixels, nothing.
  private let values: [SIMD4<Float>]

  /// The rows that a thread takes at once.
  static let rowsAtOnce = 16

  init(_ flow: Tensor<Float>, against back: Tensor<Float>, threads: Int) {
    precondition(
      flow.shape.count == 3 && flow.shape[0] == 2 && flow.shape == back.shape,
      "Flows are [2, height, width], not \(flow.shape) and \(back.shape).")
    let (height, width) = (flow.shape[1], flow.shape[2])
    let backward = Self.interleaved(flow: back)
    var values = Self.interleaved(flow: flow)
    values.withUnsafeMutableBufferPointer { values in
      backward.withUnsafeBufferPointer { backward in
        Self.check(values, against: backward, width: width, height: height, threads: threads)
      }
    }
    (self.width, self.height, self.values) = (width, height, values)
    greatestMotion = Self.greatestMotion(of: values)
  }

  /// A few pixels at the rim of what is covered go anywhere, and must not say how finely all is sampled.
  private static let leftOut = 1000

  private static func greatestMotion(of values: [SIMD4<Float>]) -> Float {
    var counts = [Int](repeating: 0, count: LightUpsampling.mostSteps + 1)
    for value in values where value.z < 1 {
      let length = (value.x * value.x + value.y * value.y).squareRoot().rounded(.up)
      counts[Int(min(length, Float(LightUpsampling.mostSteps)))] += 1
    }
    var left = values.count / leftOut
    for (pixels, count) in counts.enumerated().reversed() where count > 0 {
      if left < count { return Float(pixels) }
      left -= count
    }
    return 0
  }

  private static func interleaved(flow: Tensor<Float>) -> [SIMD4<Float>] {
    flow.withUnsafeBufferPointer { flow in
      let count = flow.count / 2
      return (0..<count).map { SIMD4(flow[$0], flow[count + $0], 0, 0) }
    }
  }

  private static func check(
    _ values: UnsafeMutableBufferPointer<SIMD4<Float>>, against backward: UnsafeBufferPointer<SIMD4<Float>>, width: Int,
    height: Int, threads: Int
  ) {
    guard let values = values.baseAddress, let backward = backward.baseAddress else { return }
    Threads.forEach((height + rowsAtOnce - 1) / rowsAtOnce, threads: threads) { band, _ in
      for y in band * rowsAtOnce..<min((band + 1) * rowsAtOnce, height) {
        for x in 0..<width {
          let flow = values[y * width + x]
          let back = sample(backward, width, height, Float(x) + flow.x, Float(y) + flow.y)
          let (du, dv) = (flow.x + back.x, flow.y + back.y)
          values[y * width + x].z = (du * du + dv * dv).squareRoot()
        }
      }
    }
  }

  /// What lies between pixels, in a line; what lies outside is the edge's.
  @inline(__always)
  private static func sample(
    _ values: UnsafePointer<SIMD4<Float>>, _ width: Int, _ height: Int, _ x: Float, _ y: Float
  ) -> SIMD4<Float> {
    let (x, y) = (min(max(x, 0), Float(width - 1)), min(max(y, 0), Float(height - 1)))
    let (left, top) = (Int(x), Int(y))
    let (right, bottom) = (min(left + 1, width - 1), min(top + 1, height - 1))
    let (shareX, shareY) = (x - Float(left), y - Float(top))
    let (above, below) = (values + top * width, values + bottom * width)
    let first = above[left] + (above[right] - above[left]) * shareX
    let second = below[left] + (below[right] - below[left]) * shareX
    return first + (second - first) * shareY
  }

  /// Access for loops over pixels.
  struct Sampler {
    fileprivate let values: UnsafePointer<SIMD4<Float>>
    let width: Int
    let height: Int

    /// The flow u, v of what is at a pixel when it has gone so much of its way, and by how much it is missed.
    @inline(__always)
    func passing(x: Int, y: Int, share: Float) -> SIMD4<Float> {
      var flow = values[y * width + x]
      // Going back along the flow of where it came from; three steps are within a tenth of a pixel where it is smooth.
      for _ in 0..<3 {
        flow = sample(values, width, height, Float(x) - share * flow.x, Float(y) - share * flow.y)
      }
      return flow
    }
  }

  /// Calls `body` with access to the values.
  func withSampler(_ body: (Sampler) -> Void) {
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      body(Sampler(values: values, width: width, height: height))
    }
  }
}
