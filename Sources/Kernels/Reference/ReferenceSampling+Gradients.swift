import Tensors

extension Reference {
  /// See ``Correlation/backward(_:output:of:_:activation:aGradient:bGradient:isAdded:workers:)``.
  package static func correlationGradients(
    _ upstream: Tensor<Float>, of a: Tensor<Float>, _ b: Tensor<Float>, slope: Float
  ) -> (a: Tensor<Float>, b: Tensor<Float>) {
    let signs = Planes(correlation(a, b, slope: slope))
    let (upstream, aPlanes, bPlanes) = (Planes(upstream), Planes(a), Planes(b))
    let (channels, height, width) = (a.shape[1], a.shape[2], a.shape[3])
    let radius = Correlation.radius
    var gradients = (a: Sums(a.shape), b: Sums(a.shape))
    for n in 0..<a.shape[0] {
      for dy in -radius...radius {
        for dx in -radius...radius {
          let channel = (dy + radius) * (2 * radius + 1) + dx + radius
          for y in max(0, -dy)..<max(max(0, -dy), min(height, height - dy)) {
            for x in max(0, -dx)..<max(max(0, -dx), min(width, width - dx)) {
              let factor = signs[n, channel, y, x] > 0 ? 1 : Double(slope)
              let gradient = upstream[n, channel, y, x] * factor / Double(channels)
              for c in 0..<channels {
                gradients.a[n, c, y, x] += gradient * bPlanes[n, c, y + dy, x + dx]
                gradients.b[n, c, y + dy, x + dx] += gradient * aPlanes[n, c, y, x]
              }
            }
          }
        }
      }
    }
    return (gradients.a.tensor, gradients.b.tensor)
  }

  /// See ``Warp/backward(_:of:by:scale:alignment:inputGradient:flowGradient:isAdded:workers:)``.
  package static func warpGradients(
    _ upstream: Tensor<Float>, of x: Tensor<Float>, by flow: Tensor<Float>, scale: Float, alignment: Warp.Alignment
  ) -> (input: Tensor<Float>, flow: Tensor<Float>) {
    let (upstream, planes, flow) = (Planes(upstream), Planes(x), Planes(flow))
    let (height, width) = (x.shape[2], x.shape[3])
    /// Where a displacement leads, and how far that moves with it: not at all beyond the picture.
    func position(_ value: Double, _ length: Int) -> (place: Double, slope: Double) {
      var (value, slope) = (value, Double(scale))
      if alignment == .halfPixelSkew {
        guard length > 1 else { return (0, 0) }
        value = value / Double(length - 1) * Double(length) - 0.5
        slope *= Double(length) / Double(length - 1)
      }
      let isInside = value > 0 && value < Double(length - 1)
      return (min(max(value, 0), Double(length - 1)), isInside ? slope : 0)
    }
    var gradients = (input: Sums(x.shape), flow: Sums([x.shape[0], 2, height, width]))
    for n in 0..<x.shape[0] {
      for y in 0..<height {
        for column in 0..<width {
          let (sx, slopeX) = position(Double(column) + Double(scale) * flow[n, 0, y, column], width)
          let (sy, slopeY) = position(Double(y) + Double(scale) * flow[n, 1, y, column], height)
          let (x0, y0) = (Int(sx), Int(sy))
          let (x1, y1) = (min(x0 + 1, width - 1), min(y0 + 1, height - 1))
          let (fx, fy) = (sx - Double(x0), sy - Double(y0))
          for c in 0..<x.shape[1] {
            let gradient = upstream[n, c, y, column]
            gradients.input[n, c, y0, x0] += gradient * (1 - fx) * (1 - fy)
            gradients.input[n, c, y0, x1] += gradient * fx * (1 - fy)
            gradients.input[n, c, y1, x0] += gradient * (1 - fx) * fy
            gradients.input[n, c, y1, x1] += gradient * fx * fy
            let top = planes[n, c, y0, x1] - planes[n, c, y0, x0]
            let bottom = planes[n, c, y1, x1] - planes[n, c, y1, x0]
            let left = planes[n, c, y1, x0] - planes[n, c, y0, x0]
            let right = planes[n, c, y1, x1] - planes[n, c, y0, x1]
            gradients.flow[n, 0, y, column] += gradient * slopeX * ((1 - fy) * top + fy * bottom)
            gradients.flow[n, 1, y, column] += gradient * slopeY * ((1 - fx) * left + fx * right)
          }
        }
      }
    }
    return (gradients.input.tensor, gradients.flow.tensor)
  }

  /// The gradient of ``Upsampling2x``: its adjoint. `upstream` is `[batch, channels, 2 · height, 2 · width]`.
  package static func upsample2xGradient(_ upstream: Tensor<Float>) -> Tensor<Float> {
    let shape = [upstream.shape[0], upstream.shape[1], upstream.shape[2] / 2, upstream.shape[3] / 2]
    let planes = Planes(upstream)
    var gradient = Sums(shape)
    for n in 0..<shape[0] {
      for c in 0..<shape[1] {
        for y in 0..<2 * shape[2] {
          for column in 0..<2 * shape[3] {
            let (y0, y1, fy) = doubledPosition(y, shape[2])
            let (x0, x1, fx) = doubledPosition(column, shape[3])
            let value = planes[n, c, y, column]
            gradient[n, c, y0, x0] += value * (1 - fy) * (1 - fx)
            gradient[n, c, y0, x1] += value * (1 - fy) * fx
            gradient[n, c, y1, x0] += value * fy * (1 - fx)
            gradient[n, c, y1, x1] += value * fy * fx
          }
        }
      }
    }
    return gradient.tensor
  }
}

/// Sums in double precision, indexed as a tensor of four axes.
private struct Sums {
  private let shape: [Int]
  private var values: [Double]

  init(_ shape: [Int]) {
    self.shape = shape
    values = Array(repeating: 0, count: shape.reduce(1, *))
  }

  subscript(n: Int, c: Int, y: Int, x: Int) -> Double {
    get { values[((n * shape[1] + c) * shape[2] + y) * shape[3] + x] }
    set { values[((n * shape[1] + c) * shape[2] + y) * shape[3] + x] = newValue }
  }

  var tensor: Tensor<Float> { Tensor(shape: shape, scalars: values.map { Float($0) }) }
}
