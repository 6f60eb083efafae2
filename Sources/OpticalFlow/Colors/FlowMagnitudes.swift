import Tensors

/// The lengths of many flow vectors, in constant memory: for the colour scale of a run.
///
/// Lengths fall into bins whose width is 1/256 of their own power of two, so that a percentile is exact to 0.4 %.
public struct FlowMagnitudes: Sendable {
  private static let binsPerOctave = 256
  private static let exponents = -20...30
  private var bins = [Int](repeating: 0, count: exponents.count * binsPerOctave)
  private var count = 0

  /// Knows no vector yet.
  public init() {}

  /// Adds every finite vector of a flow `[2, height, width]`.
  public mutating func add(_ flow: Tensor<Float>) {
    precondition(flow.rank == 3 && flow.shape[0] == 2, "A flow has the shape [2, height, width], not \(flow.shape).")
    let pixels = flow.shape[1] * flow.shape[2]
    flow.withUnsafeBufferPointer { values in
      for pixel in 0..<pixels {
        let (u, v) = (values[pixel], values[pixels + pixel])
        let length = (u * u + v * v).squareRoot()
        guard length.isFinite, u.magnitude <= 1e9, v.magnitude <= 1e9 else { continue }
        bins[Self.bin(of: length)] += 1
        count += 1
      }
    }
  }

  /// The length that `percent` of the vectors do not exceed, in pixels; nil where no vector is known.
  public func percentile(_ percent: Double) -> Float? {
    guard count > 0 else { return nil }
    var remaining = Int((Double(count) * percent / 100).rounded(.up))
    for (bin, number) in bins.enumerated() {
      remaining -= number
      if remaining <= 0 { return Self.upperEdge(of: bin) }
    }
    return Self.upperEdge(of: bins.count - 1)
  }

  private static func bin(of length: Float) -> Int {
    guard length.isNormal, length.exponent >= exponents.lowerBound else { return 0 }
    guard length.exponent <= exponents.upperBound else { return exponents.count * binsPerOctave - 1 }
    let octave = Int(length.exponent) - exponents.lowerBound
    return octave * binsPerOctave + Int((length.significand - 1) * Float(binsPerOctave))
  }

  private static func upperEdge(of bin: Int) -> Float {
    let (octave, part) = bin.quotientAndRemainder(dividingBy: binsPerOctave)
    let significand = 1 + Float(part + 1) / Float(binsPerOctave)
    return Float(sign: .plus, exponent: octave + exponents.lowerBound, significand: significand)
  }
}
