import Files
import Recordings

extension DoctorFinding {
  /// What an examination of events found, in words.
  ///
  /// - Parameters:
  ///   - sensor: The sensor's columns and rows.
  ///   - isStated: Whether the file or the user says them; else they are a guess.
  init(_ finding: EventFinding, sensor: SensorSize, isStated: Bool, _ observer: any JobObserver) {
    switch finding {
    case .clockWrap, .clockRestart, .wildTime, .stepBack, .unordered, .gap: self.init(ofTime: finding, observer)
    case .outOfRange, .swappedAxes, .onePolarity, .hotPixels:
      self.init(ofPlaces: finding, sensor: sensor, isStated: isStated, observer)
    }
  }

  private init(ofTime finding: EventFinding, _ observer: any JobObserver) {
    switch finding {
    case .clockWrap(let bits, let count, let first):
      self.init(
        "clock-wrap", "a clock of \(bits) bits starts again \(Self.often(count)), first \(Self.at(first))",
        advice: "\(Setting.repairedOutput) counts it on", repairable: true, observer)
      self.bits = bits
      locate(first, count: count)
    case .clockRestart(let count, let longest, let first):
      self.init(
        "clock-restart",
        "the clock jumps back and goes on from there \(Self.often(count)), by up to \(Self.time(longest)), first "
          + Self.at(first),
        advice: "\(Setting.repairedOutput) lets it go on from the event before; \(Work.convert) cuts the parts with "
          + "\(Setting.start) and \(Setting.end)",
        repairable: true, observer)
      locate(first, count: count, longest: longest)
    case .wildTime(let count, let longest, let first):
      self.init(
        "wild-time",
        "\(Text.count(count, "event")) \(count == 1 ? "is" : "are") up to \(Self.time(longest)) away from those around, "
          + "first \(Self.at(first))",
        advice: "\(Setting.repairedOutput) drops them", repairable: true, observer)
      locate(first, count: count, longest: longest)
    case .stepBack(let count, let longest, let first):
      self.init(
        "step-back",
        "time steps back \(Self.often(count)), by up to \(Self.time(longest)), first \(Self.at(first))",
        advice: "\(Setting.repairedOutput) sorts events that are up to \(EventReordering.standardWindow) events late",
        repairable: true, observer)
      locate(first, count: count, longest: longest)
    case .unordered(let count, let longest, let first):
      self.init(
        "unordered",
        "the events are in no order of time: \(count) steps back, by up to \(Self.time(longest)), first "
          + Self.at(first),
        advice:
          "\(Setting.repairedOutput) sorts them as far as \(Setting.sortingWindow) reaches, "
          + "\(EventReordering.standardWindow) events if not said",
        repairable: true, observer)
      locate(first, count: count, longest: longest)
    case .gap(let count, let longest, let end, let first):
      self.init(
        "gap",
        "\(Text.count(count, "long pause")) without an event, up to \(Self.time(longest)) before event \(end.index), "
          + "first \(Self.at(first))",
        advice: "the camera was still or lost events; nothing can bring them back", observer)
      locate(first, count: count, longest: longest)
    case .outOfRange, .swappedAxes, .onePolarity, .hotPixels:
      preconditionFailure("This is no finding about time.")
    }
  }

  private init(
    ofPlaces finding: EventFinding, sensor: SensorSize, isStated: Bool, _ observer: any JobObserver
  ) {
    let size = sensor.description
    let guess = isStated ? "" : ", the smallest usual sensor that holds all others"
    switch finding {
    case .outOfRange(let count, let largestX, let largestY, let first, let x, let y):
      self.init(
        "out-of-range",
        "\(Text.count(count, "event")) \(count == 1 ? "lies" : "lie") outside \(size)\(guess), up to column "
          + "\(largestX) and row \(largestY), first (\(x), \(y)) \(Self.at(first))",
        advice: "check \(Setting.sensorSize); \(Setting.repairedOutput) drops them, as does \(Work.convert) "
          + "\(Setting.region, to: "0,0,\(size)")", repairable: true, observer)
      locate(first, count: count)
      pixels = [Pixel(x: Int(x), y: Int(y))]
    case .swappedAxes(let count, let left, let first):
      self.init(
        "swapped-axes",
        "columns and rows are exchanged: \(Text.count(count, "event")) lie outside \(size) and \(left) outside "
          + "\(sensor.height)x\(sensor.width), first \(Self.at(first))",
        advice: "\(Setting.repairedOutput) exchanges them, as does \(Work.convert) \(Setting.filter, to: "transpose")",
        repairable: true, observer)
      locate(first, count: count)
    case .onePolarity(let isOn):
      self.init(
        "one-polarity", "all events are \(isOn ? "on" : "off")",
        advice: "the recording has no polarity, or its column was misread; nothing can bring it back", observer)
    case .hotPixels(let count, let events, let hottest):
      let shown = hottest.prefix(3).map { "(\($0.x), \($0.y)) with \($0.events)" }.joined(separator: ", ")
      self.init(
        "hot-pixel",
        "\(Text.count(count, "pixel")) \(count == 1 ? "has" : "have") \(events) events, far more than those around: "
          + shown + (count > 3 ? ", …" : ""),
        advice: "\(Setting.repairedOutput) with \(Setting.hotPixelRemoval) drops their events", repairable: true,
        observer)
      self.count = count
      pixels = hottest.map { Pixel(x: $0.x, y: $0.y, events: $0.events) }
    case .clockWrap, .clockRestart, .wildTime, .stepBack, .unordered, .gap:
      preconditionFailure("This is no finding about places.")
    }
  }

  private mutating func locate(_ first: EventPlace, count: Int, longest: Int64? = nil) {
    self.count = count
    firstEvent = first.index
    firstUs = first.timeMicroseconds
    longestUs = longest
  }

  private static func at(_ place: EventPlace) -> String { "at event \(place.index), \(place.timeMicroseconds) us" }

  private static func often(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  /// `870 us`, `3.2 ms`, `17.18 s`.
  private static func time(_ microseconds: Int64) -> String {
    switch microseconds {
    case ..<1000: "\(microseconds) us"
    case ..<1_000_000: "\(Text.number(Double(microseconds) / 1e3)) ms"
    default: "\(Text.number(Double(microseconds) / 1e6)) s"
    }
  }
}
