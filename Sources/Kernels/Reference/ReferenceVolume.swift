import Foundation
import Tensors

extension Reference {
  /// See ``CorrelationVolume``: its levels, each `[height · width, 1, rows, columns]`, of maps `[1, channels, height, width]`.
  package static func volume(_ a: Tensor<Float>, _ b: Tensor<Float>) -> [Tensor<Float>] {
    let (p, q) = (Planes(a), Planes(b))
    let (channels, height, width) = (p.shape[1], p.shape[2], p.shape[3])
    var first = Tensor<Float>(zeros: [height * width, 1, height, width])
    for query in 0..<height * width {
      for y in 0..<height {
        for x in 0..<width {
          var sum = 0.0
          for c in 0..<channels { sum += p[0, c, query / width, query % width] * q[0, c, y, x] }
          first[query, 0, y, x] = Float(sum / Double(channels).squareRoot())
        }
      }
    }
    var levels = [first]
    for _ in 1..<CorrelationVolume.levelCount {
      let finer = Planes(levels[levels.count - 1])
      let (rows, columns) = (finer.shape[2] / 2, finer.shape[3] / 2)
      var coarser = Tensor<Float>(zeros: [height * width, 1, rows, columns])
      for query in 0..<height * width {
        for y in 0..<rows {
          for x in 0..<columns {
            let sum =
              finer[query, 0, 2 * y, 2 * x] + finer[query, 0, 2 * y, 2 * x + 1] + finer[query, 0, 2 * y + 1, 2 * x]
              + finer[query, 0, 2 * y + 1, 2 * x + 1]
            coarser[query, 0, y, x] = Float(sum / 4)
          }
        }
      }
      levels.append(coarser)
    }
    return levels
  }

  /// See ``CorrelationVolume/lookUp(_:into:workers:)``.
  package static func lookUp(_ levels: [Tensor<Float>], at places: Tensor<Float>) -> Tensor<Float> {
    let points = Planes(places)
    let (height, width) = (points.shape[2], points.shape[3])
    let side = 2 * CorrelationVolume.radius + 1
    var out = Tensor<Float>(zeros: [1, levels.count * side * side, height, width])
    for (index, level) in levels.enumerated() {
      let values = Planes(level)
      func value(_ query: Int, _ y: Int, _ x: Int) -> Double {
        (0..<values.shape[2]).contains(y) && (0..<values.shape[3]).contains(x) ? values[query, 0, y, x] : 0
      }
      for query in 0..<height * width {
        let scale = 1 / Double(1 << index)
        for i in 0..<side {
          for j in 0..<side {
            let x = points[0, 0, query / width, query % width] * scale + Double(i - CorrelationVolume.radius)
            let y = points[0, 1, query / width, query % width] * scale + Double(j - CorrelationVolume.radius)
            // Far outside all is zero, and no place of an integer.
            guard abs(x) < 1e6 && abs(y) < 1e6 else { continue }
            let (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
            let (fx, fy) = (x - Double(left), y - Double(top))
            let above = (1 - fx) * value(query, top, left) + fx * value(query, top, left + 1)
            let below = (1 - fx) * value(query, top + 1, left) + fx * value(query, top + 1, left + 1)
            out[0, (index * side + i) * side + j, query / width, query % width] = Float((1 - fy) * above + fy * below)
          }
        }
      }
    }
    return out
  }

  /// See ``ConvexUpsampling``.
  package static func convexUpsampling(
    _ flow: Tensor<Float>, weights: Tensor<Float>, scale: Float
  ) -> Tensor<Float> {
    let (flow, weights) = (Planes(flow), Planes(weights))
    let (height, width, factor) = (flow.shape[2], flow.shape[3], ConvexUpsampling.factor)
    var out = Tensor<Float>(zeros: [1, 2, factor * height, factor * width])
    for y in 0..<factor * height {
      for x in 0..<factor * width {
        let (row, column, place) = (y / factor, x / factor, y % factor * factor + x % factor)
        let logits = (0..<9).map { Double(scale) * weights[0, factor * factor * $0 + place, row, column] }
        let most = logits.reduce(-.infinity, max)
        let exponentials = logits.map { exp($0 - most) }
        let total = exponentials.reduce(0, +)
        for channel in 0..<2 {
          var sum = 0.0
          for k in 0..<9 {
            let (top, left) = (row + k / 3 - 1, column + k % 3 - 1)
            guard (0..<height).contains(top) && (0..<width).contains(left) else { continue }
            sum += exponentials[k] / total * Double(factor) * flow[0, channel, top, left]
          }
          out[0, channel, y, x] = Float(sum)
        }
      }
    }
    return out
  }

  /// See ``InstanceNormalization``, with a leaky ReLU of `slope` where there is an addend or not.
  package static func instanceNormalization(
    _ input: Tensor<Float>, adding addend: Tensor<Float>?, slope: Float, epsilon: Float
  ) -> Tensor<Float> {
    let values = Planes(input)
    let count = Double(values.shape[2] * values.shape[3])
    func leaky(_ value: Double) -> Double { value > 0 ? value : Double(slope) * value }
    var out = Tensor<Float>(zeros: values.shape)
    for n in 0..<values.shape[0] {
      for c in 0..<values.shape[1] {
        let pixels = (0..<values.shape[2]).flatMap { y in (0..<values.shape[3]).map { (y, $0) } }
        let mean = pixels.reduce(0) { $0 + values[n, c, $1.0, $1.1] } / count
        let variance = pixels.reduce(0) { $0 + (values[n, c, $1.0, $1.1] - mean) * (values[n, c, $1.0, $1.1] - mean) }
        let scale = 1 / (variance / count + Double(epsilon)).squareRoot()
        for (y, x) in pixels {
          let value = leaky((values[n, c, y, x] - mean) * scale)
          out[n, c, y, x] = Float(addend.map { leaky(value + Double($0[n, c, y, x])) } ?? value)
        }
      }
    }
    return out
  }
}
