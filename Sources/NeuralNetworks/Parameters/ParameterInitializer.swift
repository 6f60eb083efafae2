import Tensors

/// Parameters drawn from their names and a seed, the same on every machine.
///
/// Value i of a parameter is a 24-bit fraction in −1 ..< 1 of SplitMix64 (Steele et al. 2014), started at the FNV-1a
/// hash of the name xor the seed. Weights are scaled by `gain · √(3 / inputs of an output)`, so that a layer keeps the
/// variance of its input; vectors by 0.1. It serves benchmarks and tests; a trained network loads a checkpoint.
public struct ParameterInitializer: Sendable {
  private let seed: UInt64
  private let gain: Float

  /// Makes a source of parameters.
  public init(seed: UInt64, gain: Float = 1) {
    self.seed = seed
    self.gain = gain
  }

  /// Values in −1 ..< 1 for a name.
  public func uniform(_ name: String, shape: [Int]) -> Tensor<Float> {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    var state = seed ^ hash
    return Tensor(unsafeUninitializedShape: shape) { target in
      for index in target.indices {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        z ^= z >> 31
        target.initializeElement(at: index, to: Float(Double(z >> 40) / Double(1 << 23) - 1))
      }
    }
  }

  /// The weight of a convolution or, with more than one axis, of any linear layer.
  ///
  /// - Parameter fanIn: The inputs that one output sums over.
  public func weight(_ name: String, shape: [Int], fanIn: Int) -> Tensor<Float> {
    let scale = gain * Float((3 / Double(fanIn)).squareRoot())
    return uniform(name, shape: shape).map { $0 * scale }
  }

  /// A bias or another vector.
  public func vector(_ name: String, shape: [Int]) -> Tensor<Float> { uniform(name, shape: shape).map { $0 * 0.1 } }
}
