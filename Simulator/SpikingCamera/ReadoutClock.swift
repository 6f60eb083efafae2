import Recordings

/// Where key frames fall between the readouts of a camera.
///
/// Readout i (from 0) integrates from i / rate to (i + 1) / rate after the first key frame. Positions are exact
/// fractions of a readout, so that a constant frame rate gives exactly ⌊(frames − 1) · rate / frame rate⌋ readouts.
struct ReadoutClock: Sendable {
  /// A time, counted in readouts since the first key frame.
  struct Position: Sendable, Equatable {
    /// The readout that is under way.
    var whole: Int
    /// How much of it has passed, in `0...1`.
    var phase: Double
  }

  private let rate: Rational
  private let origin: Rational

  init(rate: Rational, origin: Rational) {
    self.rate = rate
    self.origin = origin
  }

  /// Whether `second` does not lie before `first`.
  func isInOrder(_ first: Rational, _ second: Rational) -> Bool {
    Int128(first.numerator) * Int128(second.denominator) <= Int128(second.numerator) * Int128(first.denominator)
  }

  func position(of time: Rational) -> Position {
    let (a, b) = (Int128(time.denominator), Int128(origin.denominator))
    let elapsed = Int128(time.numerator) * b - Int128(origin.numerator) * a
    let numerator = elapsed * Int128(rate.numerator)
    let denominator = a * b * Int128(rate.denominator)
    precondition(numerator >= 0, "A key frame lies before the first.")
    let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Position(whole: Int(clamping: whole), phase: Double(rest) / Double(denominator))
  }
}

/// What a camera does between two key frames A and B: the intensity goes from A to B on a straight line in time.
enum ReadoutStep: Sendable, Equatable {
  /// Gather a part of a readout, from one phase of it to another: the integral of A over it, plus `slope` · (B − A).
  case part(from: Double, to: Double, slope: Double)
  /// Fire on what has been gathered.
  case fire
  /// `count` whole readouts whose averages are A + (`first` + j · `step`) · (B − A), j from 0.
  case ramp(first: Double, step: Double, count: Int)

  /// The longest ramp. Increments are rounded to 2^−32 gray levels; a new ramp starts from the exact value again.
  static let longestRamp = 256

  /// The steps from key frame A at `start` to key frame B at `end`, in the order of time.
  static func steps(from start: ReadoutClock.Position, to end: ReadoutClock.Position) -> [ReadoutStep] {
    let length = Double(end.whole - start.whole) + (end.phase - start.phase)
    if length <= 0 { return [] }
    if start.whole == end.whole {
      return [.part(from: start.phase, to: end.phase, slope: length * 0.5)]
    }
    var steps: [ReadoutStep] = []
    var readout = start.whole
    if start.phase > 0 {
      let rest = 1 - start.phase
      steps += [.part(from: start.phase, to: 1, slope: rest * (rest * 0.5 / length)), .fire]
      readout += 1
    }
    while readout < end.whole {
      let count = min(end.whole - readout, longestRamp)
      let center = Double(readout - start.whole) + (0.5 - start.phase)
      steps.append(.ramp(first: center / length, step: 1 / length, count: count))
      readout += count
    }
    if end.phase > 0 {
      steps.append(.part(from: 0, to: end.phase, slope: end.phase * (1 - end.phase * 0.5 / length)))
    }
    return steps
  }
}
