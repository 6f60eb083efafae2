/// A sentence for a person in which remedies stand by their meaning; whoever shows it puts its own words for them.
///
/// ```swift
/// let message: Message = "the recording does not say the sensor's size; pass \(Setting.sensorSize)"
/// print(message.text { remedy in "the option for \(remedy)" })
/// ```
public struct Message: Sendable, Hashable, Codable {
  /// A piece of the sentence.
  public enum Piece: Sendable, Hashable, Codable {
    /// Words as they are.
    case text(String)
    /// Something that the reader can do.
    case remedy(Remedy)
  }

  /// The pieces, in order.
  public private(set) var pieces: [Piece] = []

  /// Makes a sentence of words alone.
  public init(_ text: String) { pieces = [.text(text)] }

  /// Words that follow each other are one piece, so that sentences are equal which read the same.
  fileprivate init(_ pieces: [Piece]) {
    for piece in pieces {
      if case .text(let more) = piece, case .text(let text) = self.pieces.last {
        self.pieces[self.pieces.count - 1] = .text(text + more)
      } else {
        self.pieces.append(piece)
      }
    }
  }

  /// The sentence with names for its remedies.
  public func text(_ name: (Remedy) -> String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .remedy(let remedy): name(remedy)
      }
    }.joined()
  }

  /// Two messages, one after the other.
  public static func + (first: Message, second: Message) -> Message { Message(first.pieces + second.pieces) }
}

extension [Message] {
  /// The messages as one, with words between.
  public func joined(separator: String) -> Message {
    reduce(nil as Message?) { joined, next in joined.map { $0 + Message(separator) + next } ?? next } ?? ""
  }
}

extension Message: CustomStringConvertible {
  /// The sentence with the library's own names.
  public var description: String { text(\.description) }
}

extension Remedy: CustomStringConvertible {
  /// The library's own name.
  public var description: String {
    switch self {
    case .set(let setting, let value): setting.rawValue + (value.map { " \($0)" } ?? "")
    case .run(let work): work.rawValue
    }
  }
}

extension Message: ExpressibleByStringInterpolation {
  /// Gathers the pieces of a literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    /// Prepares for a literal.
    public init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(2 * interpolationCount + 1) }

    /// Appends words.
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.text(literal)) }
    }

    /// Appends a value in words.
    public mutating func appendInterpolation<Value: CustomStringConvertible>(_ value: Value) {
      pieces.append(.text(value.description))
    }

    /// Appends a message.
    public mutating func appendInterpolation(_ message: Message) { pieces += message.pieces }

    /// Appends what the reader can set, and to what.
    public mutating func appendInterpolation(_ setting: Setting, to value: String? = nil) {
      pieces.append(.remedy(.set(setting, to: value)))
    }

    /// Appends what the reader can do.
    public mutating func appendInterpolation(_ remedy: Remedy) { pieces.append(.remedy(remedy)) }

    /// Appends a work that the reader can have done.
    public mutating func appendInterpolation(_ work: Work) { pieces.append(.remedy(.run(work))) }
  }

  /// Makes a sentence of a literal with pieces.
  public init(stringInterpolation: StringInterpolation) { self.init(stringInterpolation.pieces) }

  /// Makes a sentence of words alone.
  public init(stringLiteral: String) { self.init(stringLiteral) }
}
