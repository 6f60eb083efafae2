import ArgumentParser
import Files
import Recordings
import Workflows

/// `NAME[:ARGUMENTS]` of `--filter`: a rule for events.
struct EventFilterArgument: ExpressibleByArgument, Sendable {
  let rule: EventFilterRule

  init?(argument: String) {
    guard let parsed = try? Self.parse(argument) else { return nil }
    self = parsed
  }

  private init(rule: EventFilterRule) { self.rule = rule }

  /// Reads what was typed.
  ///
  /// - Throws: `ValidationError` that tells the filters there are, or how the one that was meant is written.
  static func parse(_ argument: String) throws -> EventFilterArgument {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let arguments = parts.count < 2 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let parser = parsers[name] else {
      throw ValidationError(
        "there is no filter \(name); "
          + Likeness.remedy(for: name, among: descriptions.map { self.name(of: $0.usage) }))
    }
    guard let kind = parser(arguments.map(String.init)) else {
      let usage = descriptions.first { self.name(of: $0.usage) == name }
      throw ValidationError("\(argument) is not written \(usage?.usage ?? name)")
    }
    return EventFilterArgument(rule: EventFilterRule(kind, name: argument))
  }

  /// What stands before the arguments.
  private static func name(of usage: String) -> String { String(usage.prefix { $0 != ":" && $0 != "[" }) }

  private typealias Kind = EventFilterRule.Kind

  private static let parsers: [String: @Sendable ([String]) -> Kind?] = [
    "time": time, "roi": region, "polarity": polarity, "refractory": refractory,
    "background-activity": backgroundActivity, "hot-pixel": hotPixel, "flip": flip, "rotate": rotate,
    "transpose": transpose, "rescale": rescale, "subsample": subsample, "event-rate": eventRate,
    "stcf": spatioTemporalCorrelation, "event-density": eventDensity, "time-surface": timeSurface,
  ]

  /// The filters for the help text: name and arguments, what it does.
  static let descriptions: [(usage: String, meaning: String)] = [
    ("time:START,END", "events from START on and before END, counted from the first event; one may be empty"),
    ("roi:X,Y,WIDTHxHEIGHT", "a part of the sensor; its corner becomes the origin"),
    ("polarity:on|off|exchange", "events of one polarity, or all with on and off exchanged"),
    ("refractory:TIME", "an event of a pixel silences it for TIME"),
    ("background-activity:TIME[,RADIUS]", "events with another in the pixels around (RADIUS 1) up to TIME before"),
    ("stcf:TIME[,COUNT]", "events that COUNT (2) of 8 neighbours support up to TIME before, twice over"),
    ("event-density:TIME[,COUNT]", "events with COUNT (5) others in 5x5 pixels up to TIME before"),
    ("time-surface:SCORE[,TAU]", "events with a score of SCORE, 0 to 9.1, of recent ones around (TAU 10ms)"),
    ("hot-pixel[:COUNT[,TIME]]", "silences pixels with more than COUNT (100) events in TIME (100ms)"),
    ("flip:x|y", "mirrors columns or rows"),
    ("rotate:90|180|270", "turns clockwise"),
    ("transpose", "exchanges columns and rows"),
    ("rescale:WIDTHxHEIGHT", "moves events to a sensor of another size"),
    ("subsample:N", "every N-th event"),
    ("event-rate:RATE[,TIME]", "at most RATE events a second, the first ones of every TIME (1ms)"),
  ]

  /// Lines for the help text.
  static let help = lines(descriptions)

  /// The same for the filters that are meant to tell noise from signal.
  static let noiseHelp = lines(descriptions.filter { noiseFilters.contains(name(of: $0.usage)) })

  private static let noiseFilters: Set<String> = [
    "refractory", "background-activity", "stcf", "event-density", "time-surface", "hot-pixel",
  ]

  private static func lines(_ descriptions: [(usage: String, meaning: String)]) -> String {
    descriptions.map { "  \($0.usage)\n      \($0.meaning)" }.joined(separator: "\n")
  }

  private static func time(_ arguments: [String]) -> Kind? {
    guard arguments.count == 2, arguments != ["", ""] else { return nil }
    let times = arguments.map { TimeArgument(argument: $0)?.microseconds }
    guard zip(arguments, times).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    return .time(from: times[0], to: times[1])
  }

  private static func region(_ arguments: [String]) -> Kind? {
    RegionArgument(argument: arguments.joined(separator: ",")).map { .region($0.region) }
  }

  private static func polarity(_ arguments: [String]) -> Kind? {
    if arguments == ["exchange"] { return .polarityExchange }
    guard arguments == ["on"] || arguments == ["off"] else { return nil }
    return .polarity(isOn: arguments == ["on"])
  }

  private static func refractory(_ arguments: [String]) -> Kind? {
    guard arguments.count == 1, let period = duration(arguments[0]) else { return nil }
    return .refractory(period: period)
  }

  private static func backgroundActivity(_ arguments: [String]) -> Kind? {
    guard (1...2).contains(arguments.count), let window = duration(arguments[0]),
      let radius = arguments.count < 2 ? 1 : Int(arguments[1]), (1...16).contains(radius)
    else { return nil }
    return .backgroundActivity(window: window, radius: radius)
  }

  private static func spatioTemporalCorrelation(_ arguments: [String]) -> Kind? {
    guard (1...2).contains(arguments.count), let window = duration(arguments[0]),
      let neighbors = arguments.count < 2 ? 2 : Int(arguments[1]), (1...8).contains(neighbors)
    else { return nil }
    return .spatioTemporalCorrelation(window: window, neighbors: neighbors)
  }

  private static func eventDensity(_ arguments: [String]) -> Kind? {
    guard (1...2).contains(arguments.count), let window = duration(arguments[0]),
      let count = arguments.count < 2 ? 5 : Int(arguments[1]), (1...1_000_000).contains(count)
    else { return nil }
    return .eventDensity(window: window, count: count)
  }

  private static func timeSurface(_ arguments: [String]) -> Kind? {
    guard (1...2).contains(arguments.count), let threshold = Double(arguments[0]), (0...1000).contains(threshold),
      let timeConstant = arguments.count < 2 ? 10_000 : duration(arguments[1]),
      (1...TimeSurfaceFilter.greatestTimeConstant).contains(timeConstant)
    else { return nil }
    return .timeSurface(threshold: threshold, timeConstant: timeConstant)
  }

  private static func hotPixel(_ arguments: [String]) -> Kind? {
    guard arguments.count <= 2, let limit = arguments.isEmpty ? 100 : Int(arguments[0]), limit > 0,
      let window = arguments.count < 2 ? 100_000 : duration(arguments[1]), window > 0
    else { return nil }
    return .hotPixel(limit: limit, window: window)
  }

  private static func flip(_ arguments: [String]) -> Kind? {
    arguments == ["x"] ? .geometry(.flipX) : arguments == ["y"] ? .geometry(.flipY) : nil
  }

  private static func rotate(_ arguments: [String]) -> Kind? {
    switch arguments {
    case ["90"]: .geometry(.rotate90)
    case ["180"]: .geometry(.rotate180)
    case ["270"]: .geometry(.rotate270)
    default: nil
    }
  }

  private static func transpose(_ arguments: [String]) -> Kind? { arguments.isEmpty ? .geometry(.transpose) : nil }

  private static func rescale(_ arguments: [String]) -> Kind? {
    guard arguments.count == 1 else { return nil }
    return SizeArgument(argument: arguments[0]).map { .rescale($0.size) }
  }

  private static func subsample(_ arguments: [String]) -> Kind? {
    guard arguments.count == 1, let factor = Int(arguments[0]), factor > 0 else { return nil }
    return .subsample(factor: factor)
  }

  private static func eventRate(_ arguments: [String]) -> Kind? {
    guard (1...2).contains(arguments.count), let rate = Double(arguments[0]), rate > 0, rate < 1e15,
      let window = arguments.count < 2 ? 1000 : duration(arguments[1]), window > 0
    else { return nil }
    return .eventRate(eventsPerSecond: rate, window: window)
  }

  private static func duration(_ text: String) -> Int64? {
    TimeArgument(argument: text).flatMap { $0.microseconds >= 0 ? $0.microseconds : nil }
  }
}
