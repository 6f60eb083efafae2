/// A name of a representation that cannot be read: one line that says what can.
public struct EventRepresentationNameError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and what is allowed.
  public let description: String

  /// Describes a mistake in one line.
  public init(description: String) { self.description = description }
}

extension EventRepresentation {
  /// The names, as a help text lists them.
  public static let names = [
    "count", "polarity", "histogram:B", "time-surface[:TAU]", "voxel-grid:B", "eraft:B", "ste:S", "hats:CELL:RADIUS",
    "tore:K", "mdes:B", "ergo12", "est:B",
  ]

  /// The most bins, splits and queues: more than that is a mistake, and the memory for it not there.
  public static let largestCount = 1024

  /// Reads a name with its numbers: `count`, `voxel-grid:5`, `time-surface:33ms`.
  ///
  /// Voxel grids are not normalised and all splits of an encoding are kept; see ``normalized`` and
  /// ``keepingEvery(_:)``. A time is a whole number of microseconds or has a unit: `250us`, `33ms`, `1.5s`.
  ///
  /// - Throws: ``EventRepresentationNameError``.
  public init(_ text: String) throws {
    var name = Name(text)
    switch name.kind {
    case "count": self = .count
    case "polarity": self = .polarity
    case "histogram": self = .histogram(bins: try name.number("B", "bins of time"))
    case "time-surface": self = .timeSurface(decayMicroseconds: try name.time("TAU"))
    case "voxel-grid": self = .voxelGrid(bins: try name.number("B", "bins of time"), normalizes: false)
    case "eraft": self = .eraft(bins: try name.number("B", "bins of time"))
    case "ste": self = .ste(splits: try name.number("S", "splits"), keptEvery: 1)
    case "hats":
      let cell = try name.number("CELL", "side of a cell in pixels")
      self = .hats(
        cell: cell, radius: try name.number("RADIUS", "pixels that a surface reaches", from: 0, to: cell - 1))
    case "tore": self = .tore(depth: try name.number("K", "events that a pixel remembers", to: 64))
    case "mdes": self = .mdes(stacks: try name.number("B", "stacks", to: 32))
    case "ergo12": self = .ergo12
    case "est": self = .est(bins: try name.number("B", "bins of time"))
    default: throw name.error("is no representation of events; there are \(Self.names.joined(separator: ", "))")
    }
    try name.end()
  }

  /// The name that is read back as this, without ``normalized`` and ``keepingEvery(_:)``.
  public var name: String {
    switch self {
    case .count: "count"
    case .polarity: "polarity"
    case .histogram(let bins): "histogram:\(bins)"
    case .timeSurface(let decay): "time-surface" + (decay.map { ":\(Self.text(ofMicroseconds: $0))" } ?? "")
    case .voxelGrid(let bins, _): "voxel-grid:\(bins)"
    case .eraft(let bins): "eraft:\(bins)"
    case .ste(let splits, _): "ste:\(splits)"
    case .hats(let cell, let radius): "hats:\(cell):\(radius)"
    case .tore(let depth): "tore:\(depth)"
    case .mdes(let stacks): "mdes:\(stacks)"
    case .ergo12: "ergo12"
    case .est(let bins): "est:\(bins)"
    }
  }

  /// The same with the cells that are not zero brought to mean 0 and standard deviation 1; nil for what has no such form.
  public var normalized: EventRepresentation? {
    if case .voxelGrid(let bins, _) = self { return .voxelGrid(bins: bins, normalizes: true) }
    return nil
  }

  /// The same with only the 0th split and every `step`-th after it; nil for what has no splits.
  public func keepingEvery(_ step: Int) -> EventRepresentation? {
    precondition(step > 0, "The step from one split to the next is above zero.")
    if case .ste(let splits, _) = self { return .ste(splits: splits, keptEvery: step) }
    return nil
  }

  private static func text(ofMicroseconds time: Double) -> String {
    time == time.rounded() && time < 1e15 ? "\(Int(time))" : "\(time)us"
  }
}

/// A name that is read part by part.
private struct Name {
  let text: String
  private var parts: ArraySlice<Substring>

  init(_ text: String) {
    self.text = text
    parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
  }

  var kind: Substring { parts[0] }

  func error(_ problem: String) -> EventRepresentationNameError {
    EventRepresentationNameError(description: "'\(text)' \(problem)")
  }

  /// The next part, a number from `least` to the largest that is allowed.
  mutating func number(
    _ letter: String, _ meaning: String, from least: Int = 1, to most: Int = EventRepresentation.largestCount
  ) throws -> Int {
    guard let part = next() else {
      let form = EventRepresentation.names.first { $0.hasPrefix("\(kind):") }
      throw error("needs the \(meaning): \(form ?? text)")
    }
    guard let number = Int(part), (least...most).contains(number) else {
      throw error("has '\(part)' where \(letter) belongs, the \(meaning), a number from \(least) to \(most)")
    }
    return number
  }

  /// The next part, a time in microseconds, or nil where there is none.
  mutating func time(_ letters: String) throws -> Double? {
    guard let part = next() else { return nil }
    let units = [("us", 1.0), ("ms", 1e3), ("s", 1e6)]
    let unit = units.first { part.hasSuffix($0.0) }
    let digits = unit.map { part.dropLast($0.0.count) } ?? part
    let number = unit == nil ? Int(digits).map(Double.init) : Double(digits)
    guard let number, number > 0, number.isFinite, digits.first?.isNumber == true else {
      throw error("has '\(part)' where \(letters) belongs, a time above zero such as 33ms")
    }
    return number * (unit?.1 ?? 1)
  }

  /// Nothing may be left.
  func end() throws {
    if parts.count > 1 { throw error("has more parts than '\(kind)' takes") }
  }

  private mutating func next() -> Substring? {
    if parts.count < 2 { return nil }
    return parts.remove(at: parts.startIndex + 1)
  }
}
