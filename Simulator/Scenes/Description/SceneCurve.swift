import Foundation

/// A number that changes smoothly with time, and can be told exactly at any moment.
public enum SceneCurve: Sendable, Hashable, Codable {
  /// Always the same.
  case constant(value: Double)
  /// `start + rate · t`, t in seconds.
  case line(start: Double, rate: Double)
  /// `mean + amplitude · sin(2π · hertz · t + phase)`, the phase in radians.
  case wave(mean: Double, amplitude: Double, hertz: Double, phase: Double)
  /// Through values at rising times in seconds, by cubic pieces whose slope at a value is that of the parabola through
  /// it and its neighbours. Before the first and after the last it goes on in a line. One value is a constant, two are a
  /// line.
  case spline(times: [Double], values: [Double])

  /// The number at a moment in seconds. Cost: some ns, and a few for every value of a spline.
  public func value(at time: Double) -> Double {
    switch self {
    case .constant(let value): value
    case .line(let start, let rate): start + rate * time
    case .wave(let mean, let amplitude, let hertz, let phase): mean + amplitude * sin(2 * .pi * hertz * time + phase)
    case .spline(let times, let values): Self.spline(times, values, at: time)
    }
  }

  /// The number times a factor.
  public func scaled(by factor: Double) -> SceneCurve {
    switch self {
    case .constant(let value): .constant(value: value * factor)
    case .line(let start, let rate): .line(start: start * factor, rate: rate * factor)
    case .wave(let mean, let amplitude, let hertz, let phase):
      .wave(mean: mean * factor, amplitude: amplitude * factor, hertz: hertz, phase: phase)
    case .spline(let times, let values): .spline(times: times, values: values.map { $0 * factor })
    }
  }

  /// The number and another.
  public func shifted(by shift: Double) -> SceneCurve {
    switch self {
    case .constant(let value): .constant(value: value + shift)
    case .line(let start, let rate): .line(start: start + shift, rate: rate)
    case .wave(let mean, let amplitude, let hertz, let phase):
      .wave(mean: mean + shift, amplitude: amplitude, hertz: hertz, phase: phase)
    case .spline(let times, let values): .spline(times: times, values: values.map { $0 + shift })
    }
  }

  /// What is wrong with it, as a clause, or nil.
  var fault: String? {
    let numbers: [Double]
    switch self {
    case .constant(let value): numbers = [value]
    case .line(let start, let rate): numbers = [start, rate]
    case .wave(let mean, let amplitude, let hertz, let phase): numbers = [mean, amplitude, hertz, phase]
    case .spline(let times, let values):
      if times.isEmpty || times.count != values.count {
        return "a path of \(times.count) times and \(values.count) values"
      }
      if zip(times, times.dropFirst()).contains(where: { $0 >= $1 }) { return "a path whose times do not rise" }
      numbers = times + values
    }
    return numbers.allSatisfy(\.isFinite) ? nil : "a path with a number that is not finite"
  }

  private static func spline(_ times: [Double], _ values: [Double], at time: Double) -> Double {
    let last = times.count - 1
    if last == 0 { return values[0] }
    if time <= times[0] { return values[0] + slope(times, values, at: 0) * (time - times[0]) }
    if time >= times[last] { return values[last] + slope(times, values, at: last) * (time - times[last]) }
    var piece = 0
    while time >= times[piece + 1] { piece += 1 }
    let length = times[piece + 1] - times[piece]
    let part = (time - times[piece]) / length
    let (first, second) = (slope(times, values, at: piece), slope(times, values, at: piece + 1))
    let rise = values[piece + 1] - values[piece]
    // Hermite's cubic, by its differences.
    let (a, b) = (first * length - rise, rise - second * length)
    return values[piece] + part * rise + part * (1 - part) * ((1 - part) * a + part * b)
  }

  private static func slope(_ times: [Double], _ values: [Double], at index: Int) -> Double {
    func chord(_ from: Int) -> Double { (values[from + 1] - values[from]) / (times[from + 1] - times[from]) }
    let last = times.count - 1
    if last == 1 { return chord(0) }
    // Neighbours on both sides, or the nearest three at an end.
    let middle = min(max(index, 1), last - 1)
    let (before, after) = (chord(middle - 1), chord(middle))
    let bend = (after - before) / (times[middle + 1] - times[middle - 1])
    let atMiddle = before + bend * (times[middle] - times[middle - 1])
    return atMiddle + 2 * bend * (times[index] - times[middle])
  }
}
