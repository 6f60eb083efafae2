import Kernels
import SpikingNetworks
import Tensors

/// Drawn digits as a classifier takes them.
struct DrawnSamples: ClassifierSamples {
  let labels: [Int]
  let source = "drawn digits"
  private let digits: DrawnDigits
  private let indices: Range<Int>
  private let input: ClassifierInput

  init(seed: UInt64, _ indices: Range<Int>, input: ClassifierInput) {
    digits = DrawnDigits(seed: seed)
    labels = indices.map(digits.label)
    self.indices = indices
    self.input = input
  }

  func read(_ range: Range<Int>, workers: Workers) -> SpikingInput { .constant(pictures(range)) }

  func values(_ range: Range<Int>) -> Tensor<Float>? { pictures(range) }

  private func pictures(_ range: Range<Int>) -> Tensor<Float> {
    input.values(
      of: digits.pictures(indices.lowerBound + range.lowerBound..<indices.lowerBound + range.upperBound))
  }
}
