import Tensors

extension Reference {
  /// The gradients of a loss with respect to what a convolution reads.
  package struct ConvolutionGradients {
    /// With respect to the input, of the input's shape.
    package var data: Tensor<Float>
    /// With respect to the weight, of the weight's shape.
    package var weight: Tensor<Float>
    /// With respect to the bias, one an output.
    package var bias: Tensor<Float>
  }

  /// The gradients of ``convolution(_:weight:bias:stride:padding:)``.
  ///
  /// - Parameters:
  ///   - upstream: The gradient with respect to the output, `[batch, outputs, rows, columns]`.
  ///   - x: The input, `[batch, inputs, height, width]`.
  package static func convolutionGradients(
    _ upstream: Tensor<Float>, of x: Tensor<Float>, weight: Tensor<Float>, stride: Int, padding: Int
  ) -> ConvolutionGradients {
    let (g, x, w) = (Planes(upstream), Planes(x), Planes(weight))
    let (height, width) = (x.shape[2], x.shape[3])
    let (rows, columns) = (w.shape[2], w.shape[3])
    precondition(
      g.shape == [
        x.shape[0], w.shape[0], (height + 2 * padding - rows) / stride + 1,
        (width + 2 * padding - columns) / stride + 1,
      ], "An upstream gradient of shape \(g.shape) is not of this convolution's output.")
    var data = [Double](repeating: 0, count: Shape.count(x.shape))
    var weights = [Double](repeating: 0, count: weight.count)
    var bias = [Double](repeating: 0, count: w.shape[0])
    for n in 0..<x.shape[0] {
      for o in 0..<w.shape[0] {
        for y in 0..<g.shape[2] {
          for column in 0..<g.shape[3] {
            let gradient = g[n, o, y, column]
            bias[o] += gradient
            for c in 0..<x.shape[1] {
              for ky in 0..<rows {
                for kx in 0..<columns {
                  let (iy, ix) = (y * stride + ky - padding, column * stride + kx - padding)
                  guard iy >= 0, iy < height, ix >= 0, ix < width else { continue }
                  data[((n * x.shape[1] + c) * height + iy) * width + ix] += gradient * w[o, c, ky, kx]
                  weights[((o * x.shape[1] + c) * rows + ky) * columns + kx] += gradient * x[n, c, iy, ix]
                }
              }
            }
          }
        }
      }
    }
    return ConvolutionGradients(
      data: Tensor(shape: x.shape, scalars: data.map { Float($0) }),
      weight: Tensor(shape: w.shape, scalars: weights.map { Float($0) }),
      bias: Tensor(shape: [w.shape[0]], scalars: bias.map { Float($0) }))
  }
}
