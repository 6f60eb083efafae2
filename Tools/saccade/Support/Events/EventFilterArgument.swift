import ArgumentParser
import Recordings

/// `NAME[:ARGUMENTS]` of `--filter`: a rule for events, made once the sensor's size and the first time are known.
struct EventFilterArgument: ExpressibleByArgument, Sendable {
  /// What a filter may depend on, and change for those behind it.
  struct Context {
    var width: Int
    var height: Int
    var firstMicroseconds: Int64

    /// The columns, where memory for every pixel can be had.
    var checkedWidth: Int {
      get throws {
        let mostPixels = 1 << 26
        guard width * height <= mostPixels else {
          throw Failure.Usage("the sensor of \(width)x\(height) pixels is too large; crop it with --filter roi first")
        }
        return width
      }
    }
  }

  private let text: String
  private let make: @Sendable (inout Context) throws -> any EventFilter

  init?(argument: String) {
    let parts = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let arguments = parts.count < 2 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false)
    guard let make = Self.makers[String(parts[0])]?(arguments.map(String.init)) else { return nil }
    text = argument
    self.make = make
  }

  /// The filter for a recording; it changes the size for the filters behind it.
  func filter(_ context: inout Context) throws -> any EventFilter {
    do {
      return try make(&context)
    } catch let error as Failure.Usage {
      throw Failure.Usage("--filter \(text): \(error.description)")
    }
  }

  private typealias Make = @Sendable (inout Context) throws -> any EventFilter

  private static let makers: [String: @Sendable ([String]) -> Make?] = [
    "time": time, "roi": region, "polarity": polarity, "refractory": refractory,
    "background-activity": backgroundActivity, "hot-pixel": hotPixel, "flip": flip, "rotate": rotate,
    "transpose": transpose, "rescale": rescale, "subsample": subsample, "event-rate": eventRate,
  ]

  /// The filters for the help text: name and arguments, what it does.
  static let descriptions: [(usage: String, meaning: String)] = [
    ("time:START,END", "events from START on and before END, counted from the first event; one may be empty"),
    ("roi:X,Y,WIDTHxHEIGHT", "a part of the sensor; its corner becomes the origin"),
    ("polarity:on|off", "events of one polarity"),
    ("refractory:TIME", "an event of a pixel silences it for TIME"),
    ("background-activity:TIME[,RADIUS]", "events with another in the pixels around (RADIUS 1) up to TIME before"),
    ("hot-pixel[:COUNT[,TIME]]", "silences pixels with more than COUNT (100) events in TIME (100ms)"),
    ("flip:x|y", "mirrors columns or rows"),
    ("rotate:90|180|270", "turns clockwise"),
    ("transpose", "exchanges columns and rows"),
    ("rescale:WIDTHxHEIGHT", "moves events to a sensor of another size"),
    ("subsample:N", "every N-th event"),
    ("event-rate:RATE[,TIME]", "at most RATE events a second, the first ones of every TIME (1ms)"),
  ]

  /// Lines for the help text.
  static let help = descriptions.map { "  \($0.usage)\n      \($0.meaning)" }.joined(separator: "\n")

  private static func time(_ arguments: [String]) -> Make? {
    guard arguments.count == 2, arguments != ["", ""] else { return nil }
    let times = arguments.map { TimeArgument(argument: $0)?.microseconds }
    guard zip(arguments, times).allSatisfy({ $0.isEmpty || $1 != nil }) else { return nil }
    return { context in
      TimeFilter(
        startMicroseconds: times[0].map { context.firstMicroseconds.advancedOrLast(by: $0) } ?? .min,
        endMicroseconds: times[1].map { context.firstMicroseconds.advancedOrLast(by: $0) } ?? .max)
    }
  }

  private static func region(_ arguments: [String]) -> Make? {
    guard let argument = RegionArgument(argument: arguments.joined(separator: ",")) else { return nil }
    return { try region(argument, &$0) }
  }

  /// A part of the sensor, which it must lie in.
  static func region(_ argument: RegionArgument, _ context: inout Context) throws -> any EventFilter {
    let region = argument.region
    let (width, height) = (region.geometry.width, region.geometry.height)
    guard region.x <= context.width - width, region.y <= context.height - height else {
      throw Failure.Usage("\(argument) lies outside the sensor, which has \(context.width)x\(context.height) pixels")
    }
    (context.width, context.height) = (width, height)
    return RegionFilter(x: region.x, y: region.y, width: width, height: height)
  }

  private static func polarity(_ arguments: [String]) -> Make? {
    guard arguments == ["on"] || arguments == ["off"] else { return nil }
    return { _ in PolarityFilter(keepsOn: arguments == ["on"]) }
  }

  private static func refractory(_ arguments: [String]) -> Make? {
    guard arguments.count == 1, let period = duration(arguments[0]) else { return nil }
    return { RefractoryFilter(periodMicroseconds: period, width: try $0.checkedWidth, height: $0.height) }
  }

  private static func backgroundActivity(_ arguments: [String]) -> Make? {
    guard (1...2).contains(arguments.count), let window = duration(arguments[0]),
      let radius = arguments.count < 2 ? 1 : Int(arguments[1]), (1...16).contains(radius)
    else { return nil }
    return {
      BackgroundActivityFilter(
        windowMicroseconds: window, radius: radius, width: try $0.checkedWidth, height: $0.height)
    }
  }

  private static func hotPixel(_ arguments: [String]) -> Make? {
    guard arguments.count <= 2, let limit = arguments.isEmpty ? 100 : Int(arguments[0]), limit > 0,
      let window = arguments.count < 2 ? 100_000 : duration(arguments[1]), window > 0
    else { return nil }
    return { HotPixelFilter(limit: limit, windowMicroseconds: window, width: try $0.checkedWidth, height: $0.height) }
  }

  private static func flip(_ arguments: [String]) -> Make? {
    arguments == ["x"] ? geometry(.flipX) : arguments == ["y"] ? geometry(.flipY) : nil
  }

  private static func rotate(_ arguments: [String]) -> Make? {
    switch arguments {
    case ["90"]: geometry(.rotate90)
    case ["180"]: geometry(.rotate180)
    case ["270"]: geometry(.rotate270)
    default: nil
    }
  }

  private static func transpose(_ arguments: [String]) -> Make? { arguments.isEmpty ? geometry(.transpose) : nil }

  private static func geometry(_ operation: GeometryFilter.Operation) -> Make {
    return { context in
      let filter = GeometryFilter(operation, width: context.width, height: context.height)
      (context.width, context.height) = filter.size
      return filter
    }
  }

  private static func rescale(_ arguments: [String]) -> Make? {
    guard arguments.count == 1, let size = SizeArgument(argument: arguments[0])?.geometry, size.width <= 65536,
      size.height <= 65536
    else { return nil }
    return { context in
      defer { (context.width, context.height) = (size.width, size.height) }
      return RescaleFilter(
        width: context.width, height: context.height, newWidth: size.width, newHeight: size.height)
    }
  }

  private static func subsample(_ arguments: [String]) -> Make? {
    guard arguments.count == 1, let factor = Int(arguments[0]), factor > 0 else { return nil }
    return { _ in SubsampleFilter(factor: factor) }
  }

  private static func eventRate(_ arguments: [String]) -> Make? {
    guard (1...2).contains(arguments.count), let rate = Double(arguments[0]), rate > 0, rate < 1e15,
      let window = arguments.count < 2 ? 1000 : duration(arguments[1]), window > 0
    else { return nil }
    let events = rate * Double(window) / 1e6
    return { _ in
      guard events >= 1 else { throw Failure.Usage("less than one event in the window; choose a longer one") }
      return EventRateFilter(eventsPerWindow: Int(events), windowMicroseconds: window)
    }
  }

  private static func duration(_ text: String) -> Int64? {
    TimeArgument(argument: text).flatMap { $0.microseconds >= 0 ? $0.microseconds : nil }
  }
}
