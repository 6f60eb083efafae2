import Foundation

/// Softmax over the channels of `[samples, classes, 1, 1]`, and the cross-entropy of it.
///
/// Computed in double precision; a batch has a few thousand values.
public enum Softmax {
  /// Writes `exp(x − largest) / Σ exp(x − largest)` of every sample; `output` may be `input`.
  public static func run(_ input: FeatureMap, into output: FeatureMap) {
    check(input, output)
    for sample in 0..<input.batch {
      let probabilities = probabilities(input.plane(sample: sample), count: input.channelCount)
      let target = output.plane(sample: sample)
      for (index, value) in probabilities.enumerated() { target[index] = Float(value) }
    }
  }

  /// The gradient of the input from that of the output: `p · (g − Σ g p)`. `gradient` may be any argument.
  public static func backward(_ upstream: FeatureMap, output: FeatureMap, into gradient: FeatureMap) {
    check(upstream, output)
    check(upstream, gradient)
    for sample in 0..<output.batch {
      let (p, g) = (output.plane(sample: sample), upstream.plane(sample: sample))
      let mean = (0..<output.channelCount).reduce(0.0) { $0 + Double(p[$1]) * Double(g[$1]) }
      let target = gradient.plane(sample: sample)
      for index in 0..<output.channelCount { target[index] = Float(Double(p[index]) * (Double(g[index]) - mean)) }
    }
  }

  /// The mean of `−Σ target · log softmax(x)` over the samples, and its gradient.
  ///
  /// The target of a sample is `1 − smoothing` for its class, plus `smoothing / classes` for all (Szegedy et al. 2016).
  ///
  /// - Parameters:
  ///   - labels: The class of each sample.
  ///   - gradient: Takes the gradient of the input, where asked for; may be `input`.
  public static func crossEntropy(
    _ input: FeatureMap, labels: [Int], smoothing: Float = 0, gradient: FeatureMap? = nil
  ) -> Double {
    check(input, gradient ?? input)
    let classes = input.channelCount
    precondition(labels.count == input.batch, "There are \(labels.count) labels for \(input.batch) samples.")
    precondition(labels.allSatisfy { 0..<classes ~= $0 }, "A label lies outside the \(classes) classes.")
    let share = Double(smoothing) / Double(classes)
    var loss = 0.0
    for sample in 0..<input.batch {
      let x = input.plane(sample: sample)
      let largest = (0..<classes).reduce(-Double.infinity) { max($0, Double(x[$1])) }
      let normalizer = largest + log((0..<classes).reduce(0.0) { $0 + exp(Double(x[$1]) - largest) })
      for index in 0..<classes {
        let target = share + (index == labels[sample] ? 1 - Double(smoothing) : 0)
        let logarithm = Double(x[index]) - normalizer
        if target > 0 { loss -= target * logarithm }
        gradient?.plane(sample: sample)[index] = Float((exp(logarithm) - target) / Double(input.batch))
      }
    }
    return loss / Double(input.batch)
  }

  private static func probabilities(_ x: UnsafeMutablePointer<Float>, count: Int) -> [Double] {
    let largest = (0..<count).reduce(-Double.infinity) { max($0, Double(x[$1])) }
    let powers = (0..<count).map { exp(Double(x[$0]) - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private static func check(_ a: FeatureMap, _ b: FeatureMap) {
    precondition(a.shape == b.shape, "Maps of shape \(a.shape) and \(b.shape) differ.")
    precondition(a.planeCount == 1, "Classes are channels of one pixel, not of \(a.height) x \(a.width).")
  }
}
