import Kernels

/// E-RAFT's warm start: the flow of a window moved on to the next.
enum ForwardFlow {
  /// Writes a flow whose every vector is moved along itself, and shared out bilinearly among the pixels around where it
  /// ends: a pixel has the weighted mean of what reaches it, zero where nothing does.
  ///
  /// Both are `[1, 2, height, width]`, in their own pixels. Sums are double precision in the order of the pixels.
  static func move(_ flow: FeatureMap, into result: FeatureMap) {
    precondition(result.shape == flow.shape && !result.overlaps(flow), "A moved flow has a map of its own.")
    let (height, width, count) = (flow.height, flow.width, flow.planeCount)
    let (u, v) = (flow.plane(sample: 0), flow.plane(sample: 0, channel: 1))
    var sums = [(u: Double, v: Double, weight: Double)](repeating: (0, 0, 0), count: count)
    for pixel in 0..<count {
      let (x, y) = (Float(pixel % width) + u[pixel], Float(pixel / width) + v[pixel])
      guard x > -1, y > -1, x < Float(width), y < Float(height) else { continue }
      for column in [x.rounded(.down), x.rounded(.up)] where column >= 0 && column < Float(width) {
        for row in [y.rounded(.down), y.rounded(.up)] where row >= 0 && row < Float(height) {
          let weight = (1 - abs(x - column)) * (1 - abs(y - row))
          let target = Int(row) * width + Int(column)
          sums[target].u += Double(u[pixel] * weight)
          sums[target].v += Double(v[pixel] * weight)
          sums[target].weight += Double(weight)
        }
      }
    }
    let (toU, toV) = (result.plane(sample: 0), result.plane(sample: 0, channel: 1))
    for (pixel, sum) in sums.enumerated() {
      toU[pixel] = Float(sum.u / (sum.weight + 1e-15))
      toV[pixel] = Float(sum.v / (sum.weight + 1e-15))
    }
  }
}
