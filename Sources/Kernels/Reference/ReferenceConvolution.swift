import Tensors

/// The kernels stated in plain Swift, in double precision: what the fast ones are tested against.
///
/// They are for tests and for reading, not for running.
package enum Reference {
  /// See ``Convolution2D``. `x` is `[batch, inputs, height, width]`.
  package static func convolution(
    _ x: Tensor<Float>, weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int
  ) -> Tensor<Float> {
    let (x, weight) = (Planes(x), Planes(weight))
    let (height, width) = (x.shape[2], x.shape[3])
    let (rows, columns) = (weight.shape[2], weight.shape[3])
    let outHeight = (height + 2 * padding - rows) / stride + 1
    let outWidth = (width + 2 * padding - columns) / stride + 1
    var out = Tensor<Float>(zeros: [x.shape[0], weight.shape[0], outHeight, outWidth])
    for n in 0..<x.shape[0] {
      for o in 0..<weight.shape[0] {
        for y in 0..<outHeight {
          for column in 0..<outWidth {
            var sum = Double(bias?[o] ?? 0)
            for c in 0..<x.shape[1] {
              for ky in 0..<rows {
                for kx in 0..<columns {
                  let (iy, ix) = (y * stride + ky - padding, column * stride + kx - padding)
                  guard iy >= 0, iy < height, ix >= 0, ix < width else { continue }
                  sum += weight[o, c, ky, kx] * x[n, c, iy, ix]
                }
              }
            }
            out[n, o, y, column] = Float(sum)
          }
        }
      }
    }
    return out
  }

  /// See ``TransposedConvolution2D``. `x` is `[batch, inputs, height, width]`.
  package static func transposedConvolution(
    _ x: Tensor<Float>, weight: Tensor<Float>, bias: Tensor<Float>?, stride: Int, padding: Int
  ) -> Tensor<Float> {
    let (x, weight) = (Planes(x), Planes(weight))
    let (height, width) = (x.shape[2], x.shape[3])
    let (rows, columns) = (weight.shape[2], weight.shape[3])
    let outHeight = (height - 1) * stride - 2 * padding + rows
    let outWidth = (width - 1) * stride - 2 * padding + columns
    var sums = Tensor<Double>(zeros: [x.shape[0], weight.shape[1], outHeight, outWidth])
    for n in 0..<x.shape[0] {
      for o in 0..<weight.shape[1] {
        for y in 0..<outHeight {
          for column in 0..<outWidth { sums[n, o, y, column] = Double(bias?[o] ?? 0) }
        }
        for c in 0..<x.shape[1] {
          for y in 0..<height {
            for column in 0..<width {
              for ky in 0..<rows {
                for kx in 0..<columns {
                  let (oy, ox) = (y * stride + ky - padding, column * stride + kx - padding)
                  guard oy >= 0, oy < outHeight, ox >= 0, ox < outWidth else { continue }
                  sums[n, o, oy, ox] += weight[c, o, ky, kx] * x[n, c, y, column]
                }
              }
            }
          }
        }
      }
    }
    return sums.map { Float($0) }
  }
}
