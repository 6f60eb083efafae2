import Tensors

/// The scalars of a tensor of four axes, read by index without a check of its own.
struct Planes {
  let shape: [Int]
  private let scalars: [Float]
  private let strides: (Int, Int, Int)

  init(_ tensor: Tensor<Float>) {
    precondition(tensor.rank == 4, "A tensor of four axes is needed, not the shape \(tensor.shape).")
    shape = tensor.shape
    scalars = tensor.scalars
    strides = (shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3])
  }

  subscript(a: Int, b: Int, c: Int, d: Int) -> Double {
    Double(scalars[a * strides.0 + b * strides.1 + c * strides.2 + d])
  }
}
