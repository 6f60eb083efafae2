import Tensors

/// The files of `Fixtures`, which h5py and NumPy wrote: `Fixtures/make.py`.
enum Fixture {
  static let (height, width) = (9, 11)

  static func path(_ name: String) -> String {
    let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    return "\(here)/Fixtures/\(name)"
  }

  /// What `ramp` of `make.py` gives.
  static func ramp(_ shape: [Int]) -> Tensor<Double> {
    Tensor(shape: shape, scalars: (0..<Shape.count(shape)).map { Double($0 % 1000) / 4 })
  }
}
