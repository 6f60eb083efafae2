import Tensors

extension Reference {
  /// See ``Correlation``. Both maps are `[batch, channels, height, width]`.
  package static func correlation(_ a: Tensor<Float>, _ b: Tensor<Float>, slope: Float) -> Tensor<Float> {
    let (a, b) = (Planes(a), Planes(b))
    let (channels, height, width) = (a.shape[1], a.shape[2], a.shape[3])
    let radius = Correlation.radius
    var out = Tensor<Float>(zeros: [a.shape[0], Correlation.displacementCount, height, width])
    for n in 0..<a.shape[0] {
      for dy in -radius...radius {
        for dx in -radius...radius {
          for y in 0..<height {
            for x in 0..<width {
              var sum = 0.0
              if y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width {
                for c in 0..<channels { sum += a[n, c, y, x] * b[n, c, y + dy, x + dx] }
              }
              let mean = Float(sum / Double(channels))
              out[n, (dy + radius) * (2 * radius + 1) + dx + radius, y, x] = mean > 0 ? mean : slope * mean
            }
          }
        }
      }
    }
    return out
  }

  /// See ``Warp``. `x` is `[batch, channels, height, width]`, `flow` `[batch, 2, height, width]`.
  package static func warp(
    _ x: Tensor<Float>, by flow: Tensor<Float>, alignment: Warp.Alignment
  ) -> Tensor<Float> {
    let (x, flow) = (Planes(x), Planes(flow))
    let (height, width) = (x.shape[2], x.shape[3])
    func position(_ value: Double, _ length: Int) -> Double {
      var value = value
      if alignment == .halfPixelSkew {
        value = length > 1 ? value / Double(length - 1) * Double(length) - 0.5 : 0
      }
      return min(max(value, 0), Double(length - 1))
    }
    var out = Tensor<Float>(zeros: x.shape)
    for n in 0..<x.shape[0] {
      for y in 0..<height {
        for column in 0..<width {
          let sx = position(Double(column) + flow[n, 0, y, column], width)
          let sy = position(Double(y) + flow[n, 1, y, column], height)
          let (x0, y0) = (Int(sx), Int(sy))
          let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
          let (fx, fy) = (sx - Double(x0), sy - Double(y0))
          for c in 0..<x.shape[1] {
            let top = (1 - fx) * x[n, c, y0, x0] + fx * x[n, c, y0, x1]
            let bottom = (1 - fx) * x[n, c, y1, x0] + fx * x[n, c, y1, x1]
            out[n, c, y, column] = Float((1 - fy) * top + fy * bottom)
          }
        }
      }
    }
    return out
  }

  /// See ``Upsampling2x``. `x` is `[batch, channels, height, width]`.
  package static func upsample2x(_ x: Tensor<Float>) -> Tensor<Float> {
    let x = Planes(x)
    let (height, width) = (x.shape[2], x.shape[3])
    var out = Tensor<Float>(zeros: [x.shape[0], x.shape[1], 2 * height, 2 * width])
    for n in 0..<x.shape[0] {
      for c in 0..<x.shape[1] {
        for y in 0..<2 * height {
          for column in 0..<2 * width {
            let (y0, y1, fy) = doubledPosition(y, height)
            let (x0, x1, fx) = doubledPosition(column, width)
            let top = (1 - fx) * x[n, c, y0, x0] + fx * x[n, c, y0, x1]
            let bottom = (1 - fx) * x[n, c, y1, x0] + fx * x[n, c, y1, x1]
            out[n, c, y, column] = Float((1 - fy) * top + fy * bottom)
          }
        }
      }
    }
    return out
  }

  /// The pixels that pixel `index` of a doubled axis lies between, and how far it is from the first to the second.
  static func doubledPosition(_ index: Int, _ length: Int) -> (first: Int, second: Int, fraction: Double) {
    let value = length > 1 ? Double(index) * Double(length - 1) / Double(2 * length - 1) : 0
    let whole = min(Int(value), length - 1)
    return (whole, min(whole + 1, length - 1), value - Double(whole))
  }
}
