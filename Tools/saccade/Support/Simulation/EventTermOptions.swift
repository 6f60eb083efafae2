import ArgumentParser
import Simulator

/// What any simulated event camera does to the events of its pixels.
struct EventTermOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: ArgumentHelp("How much later every event is told.", valueName: "time"))
  var latency: TimeArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The standard deviation of each event's time; normal, cut off at four of them.", valueName: "time"))
  var jitter: TimeArgument?

  @Option(
    help: ArgumentHelp(
      """
      How events leave the sensor: davis, row by row (1 us a row, 80 ns an event); rows:ROW_US:EVENT_US with other \
      times; bottleneck:RATE, one by one, so many a second.
      """, valueName: "arbiter"))
  var arbiter: ArbiterArgument?

  @Option(
    help: ArgumentHelp(
      "A share of the pixels that fire ON at random whatever they see, so many times a second (100).",
      valueName: "share[:hz]"))
  var hotPixels: HotPixelArgument?

  func validate() throws {
    let most: Int64 = 60_000_000
    for (name, time) in [("--latency", latency), ("--jitter", jitter)] {
      if let time, !(0...most).contains(time.microseconds) {
        throw ValidationError("\(name) needs a time from 0us to 60s")
      }
    }
  }

  /// The terms, which go before those of a camera file.
  func terms(over file: EventTerms?) -> EventTerms {
    EventTerms(
      latencyMicroseconds: latency.map { Double($0.microseconds) } ?? file?.latencyMicroseconds ?? 0,
      jitterMicroseconds: jitter.map { Double($0.microseconds) } ?? file?.jitterMicroseconds ?? 0,
      hotPixels: hotPixels?.term ?? file?.hotPixels, arbiter: arbiter?.arbiter ?? file?.arbiter)
  }
}

/// A way out of the sensor on the command line.
struct ArbiterArgument: ExpressibleByArgument, Sendable {
  let arbiter: EventArbiter

  init?(argument: String) {
    guard let arbiter = EventArbiter(named: argument) else { return nil }
    self.arbiter = arbiter
  }
}

/// Hot pixels on the command line.
struct HotPixelArgument: ExpressibleByArgument, Sendable {
  let term: HotPixelTerm

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, (1...2).contains(numbers.count), numbers[0] >= 0, numbers[0] <= 1 else {
      return nil
    }
    if numbers.count == 2, !(numbers[1] > 0 && numbers[1] <= 1e6) { return nil }
    term = numbers.count == 2 ? HotPixelTerm(share: numbers[0], rateHz: numbers[1]) : HotPixelTerm(share: numbers[0])
  }
}
