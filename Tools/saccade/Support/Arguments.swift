import ArgumentParser
import Recordings

/// `WIDTHxHEIGHT` on the command line.
struct SizeArgument: ExpressibleByArgument, Hashable, Sendable {
  var width: Int
  var height: Int
  private static let largestSide = 1 << 16

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height)
    else { return nil }
    self.width = width
    self.height = height
  }

  var geometry: SpikeGeometry { SpikeGeometry(width: width, height: height) }
}

/// A time on the command line: `250us`, `33ms`, `1.5s`, or a bare number of microseconds.
struct TimeArgument: ExpressibleByArgument, Hashable, Sendable {
  var microseconds: Int64

  init?(argument: String) {
    let units: [(suffix: String, factor: Double)] = [("us", 1), ("ms", 1000), ("s", 1_000_000)]
    if let whole = Int64(argument) {
      microseconds = whole
      return
    }
    guard let unit = units.first(where: { argument.hasSuffix($0.suffix) }),
      let value = Double(argument.dropLast(unit.suffix.count)), value.isFinite,
      (value * unit.factor).magnitude < 9e15
    else { return nil }
    microseconds = Int64((value * unit.factor).rounded())
  }
}

/// A rate on the command line: `20000`, `29.97`, `30000/1001`.
struct RateArgument: ExpressibleByArgument, Sendable {
  var value: Rational

  init(_ value: Rational) { self.value = value }

  init?(argument: String) {
    guard let value = Rational(positive: argument) else { return nil }
    self.value = value
  }

  var defaultValueDescription: String { value.description }
}
