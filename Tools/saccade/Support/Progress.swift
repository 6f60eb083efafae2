import Foundation
import Workflows

/// How far a long run is: a bar with rate and time left on a terminal, a plain line every ten seconds elsewhere.
///
/// Nothing is shown in the first second.
final class Progress {
  private var total: Int?
  /// Whether the total is a guess.
  private var isGuessed = false
  private let unit: String
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant
  private var done = 0
  private var state = ""
  private var barIsShown = false
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isSilent = Console.isQuiet

  /// Begins.
  ///
  /// - Parameters:
  ///   - total: How many units there are, where that is known.
  ///   - unit: The unit's name in the plural.
  init(total: Int?, unit: String) {
    self.total = total
    self.unit = unit
    lastShown = start
  }

  /// Notes that so many more units are done.
  func advance(_ count: Int = 1) {
    done += count
    if isSilent { return }
    let now = ContinuousClock.now
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
    guard now - start > .seconds(1), now - lastShown > interval else { return }
    lastShown = now
    Console.standardError(isTerminal ? "\r\(bar(now))\u{1B}[K" : "\(line(now))\n")
    barIsShown = isTerminal
  }

  /// Takes a guess of how many units there are.
  func expect(_ total: Int) { (self.total, isGuessed) = (total, true) }

  /// Says what the work finds meanwhile, behind rate and time.
  func describe(_ state: String) { self.state = ", " + state }

  /// Takes the bar away.
  func finish() {
    if barIsShown { Console.standardError("\r\u{1B}[K") }
    barIsShown = false
  }

  deinit { finish() }

  private func rate(_ now: ContinuousClock.Instant) -> Double {
    Double(done) / max((now - start) / .seconds(1), 1e-9)
  }

  private func line(_ now: ContinuousClock.Instant) -> String {
    let rate = rate(now)
    let speed = "\(Self.short(rate)) \(unit)/s"
    guard let total, total > 0 else { return "\(done) \(unit), \(speed)\(state)" }
    let left = rate > 0 ? Double(max(0, total - done)) / rate : 0
    return "\(done)/\(isGuessed ? "~" : "")\(total) \(unit), \(speed), \(Text.clock(left)) left\(state)"
  }

  private func bar(_ now: ContinuousClock.Instant) -> String {
    guard let total, total > 0 else { return line(now) }
    let width = 24
    let filled = min(width, width * done / total)
    let (full, empty) = (String(repeating: "=", count: filled), String(repeating: " ", count: width - filled))
    return "[\(full)\(empty)] \(line(now))"
  }

  private static func short(_ value: Double) -> String {
    switch value {
    case 1e6...: String(format: "%.1fM", value / 1e6)
    case 1e4...: String(format: "%.0fk", value / 1e3)
    case 10...: String(format: "%.0f", value)
    default: String(format: "%.2f", value)
    }
  }
}
