import Kernels
import Tensors
import Testing

/// Deterministic values in −1 ..< 1.
func sample(_ shape: [Int], seed: UInt64) -> Tensor<Float> {
  var state = seed &* 0x9e37_79b9_7f4a_7c15
  return Tensor(unsafeUninitializedShape: shape) { target in
    for index in target.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      target.initializeElement(at: index, to: Float(Int64(bitPattern: state) >> 40) / Float(1 << 23))
    }
  }
}

/// Expects `|a − b| ≤ 1e-5 + 1e-4 · |b|` everywhere.
func expectAgreement(
  _ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record("\(what): shape \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  var worst: (index: Int, excess: Float) = (0, -.infinity)
  let (a, b) = (actual.scalars, expected.scalars)
  for index in a.indices {
    let excess = (a[index] - b[index]).magnitude - (1e-5 + 1e-4 * b[index].magnitude)
    if !(excess <= worst.excess) { worst = (index, excess) }
  }
  #expect(
    worst.excess <= 0, "\(what): scalar \(worst.index) is \(a[worst.index]), expected \(b[worst.index])",
    sourceLocation: sourceLocation)
}

/// Workers of every instruction set of this processor, on one and on two threads.
func everyWorkers() throws -> [Workers] {
  try InstructionSet.available.flatMap { set in
    try [1, 2].map { try Workers(threads: $0, instructionSet: set) }
  }
}
