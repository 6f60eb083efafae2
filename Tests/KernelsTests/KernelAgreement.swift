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

/// Expects `|a − b| ≤ 1e-4` of the root mean square of `b` everywhere: the agreement of convolutions that Winograd's
/// algorithm computes.
func expectAgreementByScale(
  _ actual: Tensor<Float>, _ expected: Tensor<Float>, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record("\(what): shape \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let b = expected.scalars
  let scale = (b.reduce(0) { $0 + Double($1) * Double($1) } / Double(b.count)).squareRoot()
  let worst = zip(actual.scalars, b).map { Double(($0 - $1).magnitude) }.reduce(0) { $1 > $0 || $1.isNaN ? $1 : $0 }
  #expect(
    worst <= 1e-4 * scale, "\(what): off by \(worst), \(worst / scale) of the scale", sourceLocation: sourceLocation)
}

/// Expects the agreement that the way of computing a convolution promises.
func expectAgreement(
  _ actual: Tensor<Float>, _ expected: Tensor<Float>, of convolution: Convolution2D, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  if convolution.algorithm.isMinimal {
    expectAgreementByScale(actual, expected, what, sourceLocation: sourceLocation)
  } else {
    expectAgreement(actual, expected, what, sourceLocation: sourceLocation)
  }
}

/// Workers of every instruction set of this processor, on one and on two threads.
func everyWorkers() throws -> [Workers] {
  try InstructionSet.available.flatMap { set in
    try [1, 2].map { try Workers(threads: $0, instructionSet: set) }
  }
}
