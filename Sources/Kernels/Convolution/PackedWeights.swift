import Runtime
import Tensors

/// A matrix of weights in the order in which the products read it: the values of eight outputs follow each other for
/// every term, rows beyond the last are zero.
///
/// Writing new weights takes no memory; whoever trains does so between two runs.
struct PackedWeights: @unchecked Sendable {
  /// The outputs that lie side by side.
  static let rowsPerPanel = 8

  let outputs: Int
  let terms: Int
  private let memory: AlignedMemory

  init(outputs: Int, terms: Int) {
    self.outputs = outputs
    self.terms = terms
    memory = AlignedMemory(zeroedByteCount: Self.paddedRows(outputs) * terms * MemoryLayout<Float>.stride)
  }

  /// The rows of `outputs` values in whole panels.
  static func paddedRows(_ outputs: Int) -> Int { (outputs + rowsPerPanel - 1) / rowsPerPanel * rowsPerPanel }

  /// The first value of the panel that starts with the output `first`.
  func panel(from first: Int = 0) -> UnsafeMutablePointer<Float> {
    memory.baseAddress.assumingMemoryBound(to: Float.self) + first * terms
  }

  var byteCount: Int { memory.byteCount }

  /// Copies the weights from wherever `offset` finds them.
  func pack(_ weight: Tensor<Float>, offset: (_ output: Int, _ term: Int) -> Int) {
    weight.withUnsafeBufferPointer { source in
      for output in 0..<outputs {
        let (group, lane) = output.quotientAndRemainder(dividingBy: Self.rowsPerPanel)
        let target = panel(from: group * Self.rowsPerPanel) + lane
        for term in 0..<terms { target[term * Self.rowsPerPanel] = source[offset(output, term)] }
      }
    }
  }
}
