import Foundation
import Recordings
import Simulator
import Tensors

/// How often numbers fell into bins of equal width, and how far they are from a law.
struct SampledDistribution {
  private(set) var counts: [Int]
  private let range: ClosedRange<Double>
  /// All numbers, those outside the bins included.
  private(set) var total = 0

  init(over range: ClosedRange<Double>, bins: Int = 2048) {
    self.range = range
    counts = [Int](repeating: 0, count: bins)
  }

  mutating func add(_ value: Double) {
    total += 1
    let place = (value - range.lowerBound) / (range.upperBound - range.lowerBound) * Double(counts.count)
    if place < 0 { counts[0] += 1 } else if place < Double(counts.count) { counts[Int(place)] += 1 }
  }

  /// The statistic of Kolmogorov and Smirnov, √n · sup |F − F₀| over the bins' edges. The law gives the probability of a
  /// number up to its argument. Above 1.63 in one of a hundred draws of the law itself.
  func kolmogorovSmirnov(of samples: Int? = nil, _ law: (Double) -> Double) -> Double {
    let samples = samples ?? total
    let width = (range.upperBound - range.lowerBound) / Double(counts.count)
    var (sum, distance) = (0, 0.0)
    for (bin, count) in counts.enumerated() {
      sum += count
      let edge = range.lowerBound + Double(bin + 1) * width
      distance = max(distance, abs(Double(sum) / Double(samples) - law(edge)))
    }
    return distance * Double(samples).squareRoot()
  }

  /// What ``kolmogorovSmirnov(of:_:)`` exceeds in one of a hundred draws.
  static let limit = 1.63
}

/// The probability that a standard normal number is at most `x`.
func normalProbability(upTo x: Double) -> Double { erfc(-x / 2.squareRoot()) / 2 }

/// The probability that a Poisson number of the mean is below `count`.
func poissonProbability(below count: Int, mean: Double) -> Double {
  var (logarithm, sum) = (-mean, 0.0)
  for k in 0..<count {
    sum += exp(logarithm)
    logarithm += log(mean / Double(k + 1))
  }
  return min(1, sum)
}

/// A million pixels in the statistics of the cameras.
let million = (size: SensorSize(width: 1000, height: 1000), pixels: 1_000_000)

/// A picture of one gray level.
func even(_ gray: Float) -> Tensor<Float> {
  Tensor(repeating: gray, shape: [million.size.height, million.size.width])
}

/// A picture whose level depends on the row.
func rows(_ gray: (Int) -> Float) -> Tensor<Float> {
  var scalars: [Float] = []
  scalars.reserveCapacity(million.pixels)
  for row in 0..<million.size.height {
    scalars.append(contentsOf: repeatElement(gray(row), count: million.size.width))
  }
  return Tensor(shape: [million.size.height, million.size.width], scalars: scalars)
}
