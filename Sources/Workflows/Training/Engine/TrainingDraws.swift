import Runtime

/// The random numbers of a sample, one after another; they depend on the seed and the sample's number alone.
struct TrainingDraws {
  private let random: CounterRandom
  private let number: Int
  private var count = 0

  init(seed: UInt64, number: Int) {
    random = CounterRandom(seed: seed)
    self.number = number
  }

  /// A whole number below a bound.
  mutating func integer(below bound: Int) -> Int {
    defer { count += 1 }
    return Int(random.integer(below: UInt64(bound), for: .trainingSample, frame: number, pixel: count))
  }

  /// A number in 0..<1.
  mutating func number01() -> Double { Double(integer(below: 1 << 53)) / Double(1 << 53) }

  /// A number in a range.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * number01()
  }

  /// True so often.
  mutating func happens(_ share: Double) -> Bool { number01() < share }

  /// One of some values.
  mutating func one<Value>(of values: [Value]) -> Value { values[integer(below: values.count)] }
}
