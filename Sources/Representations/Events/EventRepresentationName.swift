/// A name of a representation that cannot be read: one line that says what can.
public struct EventRepresentationNameError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What is wrong and what is allowed.
  public let description: String

  /// Describes a mistake in one line.
  public init(description: String) { self.description = description }
}

/// A name that is read part by part: `hats:10:3` is `hats`, 10 and 3.
public struct EventRepresentationName {
  /// The most bins, splits and queues: more than that is a mistake, and the memory for it not there.
  public static let largestCount = 1024

  private let text: String
  private let form: String
  private var parts: ArraySlice<Substring>

  init(_ text: String, form: String) {
    self.text = text
    self.form = form
    parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
  }

  private func error(_ problem: String) -> EventRepresentationNameError {
    EventRepresentationNameError(description: "'\(text)' \(problem)")
  }

  /// The next part, a whole number.
  ///
  /// - Parameters:
  ///   - letter: What stands for it in a help text.
  ///   - meaning: What it counts.
  ///   - least: The smallest that is allowed.
  ///   - most: The largest.
  /// - Throws: ``EventRepresentationNameError`` where it is missing or another.
  public mutating func number(
    _ letter: String, _ meaning: String, from least: Int = 1, to most: Int = largestCount
  ) throws -> Int {
    guard let part = next() else { throw error("needs the \(meaning): \(form)") }
    guard let number = Int(part), (least...most).contains(number) else {
      throw error("has '\(part)' where \(letter) belongs, the \(meaning), a number from \(least) to \(most)")
    }
    return number
  }

  /// The next part, a time in microseconds, or nil where there is none.
  ///
  /// - Throws: ``EventRepresentationNameError`` where it is no time above zero.
  public mutating func time(_ letters: String) throws -> Double? {
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
    if parts.count > 1 { throw error("has more parts than '\(parts[0])' takes") }
  }

  private mutating func next() -> Substring? {
    if parts.count < 2 { return nil }
    return parts.remove(at: parts.startIndex + 1)
  }
}
