import Datasets
import Files
import Recordings
import Representations
import Tensors

/// The tensors of a file, one window after another.
protocol RepresentationTensors {
  /// Calls `body` with the tensors of some windows, in order.
  func forEach(_ windows: Range<Int>, _ facts: RepresentationFacts, _ body: (AnyTensor) throws -> Void) throws
}

/// An array of NumPy's, read from its start.
struct NumpyRepresentationTensors: RepresentationTensors {
  let open: () throws -> NumpyStream

  func forEach(
    _ windows: Range<Int>, _ facts: RepresentationFacts, _ body: (AnyTensor) throws -> Void
  ) throws {
    let stream = try open()
    func read<Scalar: TensorScalar>(_: Scalar.Type) throws {
      for window in 0..<windows.upperBound {
        let tensor = try Tensor<Scalar>(unsafeUninitializedShape: facts.shape) { try stream.read(into: $0) }
        if window >= windows.lowerBound { try body(AnyTensor(tensor)) }
      }
    }
    try read(facts.scalarType.type)
  }
}

/// A dataset in an HDF5 file.
struct HDF5RepresentationTensors: RepresentationTensors {
  let array: HDF5Array

  func forEach(
    _ windows: Range<Int>, _ facts: RepresentationFacts, _ body: (AnyTensor) throws -> Void
  ) throws {
    for window in windows { try body(AnyTensor(array.floatFrame(window))) }
  }
}

extension RepresentationInput {
  /// The names of axes that nobody names, by their number: the last two are rows and columns.
  static func unnamedAxes(_ count: Int) -> [String] {
    let outer = count > 3 ? (1...count - 3).map { "part \($0)" } : []
    return (outer + ["channel", "y", "x"]).suffix(count)
  }

  /// The axes of a window's tensor of a kind that a user names, where a file of its tensors has so many axes and such numbers.
  static func axes(ofKind name: String, axisCount: Int, _ scalarType: ScalarType) -> [String]? {
    let known: (axes: [String], type: ScalarType)?
    if let kind = try? EventRepresentation(name) {
      known = (kind.axes, kind.scalarType)
    } else {
      known = SpikeRepresentation(name).map { ($0.axes, $0.scalarType) }
    }
    guard let known, known.axes.count == axisCount, known.type == scalarType else { return nil }
    return known.axes
  }
}
