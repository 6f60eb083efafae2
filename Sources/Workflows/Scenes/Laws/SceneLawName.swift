import Files
import Foundation
import Simulator

/// The laws of random scenes that come with the package.
public enum SceneLawName: Sendable, Hashable {
  /// As SPIFT's.
  case spift
  /// That of the event-camera literature.
  case esim2d
  /// That of ``esim2d`` with all speeds scaled until the share of pixels with events lies in a range.
  case density(ClosedRange<Double>)

  /// The laws without ranges, and what each is in a line.
  public static let listed: [(name: String, text: String)] = [
    ("spift", "about ten things that fly and turn before a moving background, at 20 kHz"),
    ("esim-2d", "2 to 30 sprites that cross a slow background, for event cameras"),
    ("density:LOW..HIGH", "esim-2d, its speeds scaled until that share of the pixels has events"),
  ]

  /// The laws that draw without a search.
  static let drawn: [(name: SceneLawName, text: String)] = listed.compactMap { listed in
    Self(listed.name).map { ($0, listed.text) }
  }

  /// Reads a name, as `spift` or `density:0.1..0.3`; nil for any other.
  public init?(_ text: String) {
    switch text {
    case "spift": self = .spift
    case "esim-2d": self = .esim2d
    default:
      guard text.hasPrefix("density:") else { return nil }
      let ends = text.dropFirst("density:".count).components(separatedBy: "..").map { Double($0) ?? .nan }
      guard ends.count == 2, ends[0] >= 0, ends[0] < ends[1], ends[1] <= 1 else { return nil }
      self = .density(ends[0]...ends[1])
    }
  }

  /// The name that users give it.
  public var name: String {
    switch self {
    case .spift: "spift"
    case .esim2d: "esim-2d"
    case .density(let share): "density:\(Text.number(share.lowerBound))..\(Text.number(share.upperBound))"
    }
  }

  /// The text of its file.
  public var text: String {
    switch self {
    case .spift: SceneLawText.spift
    case .esim2d: SceneLawText.esim2d
    case .density(let share):
      SceneLawText.esim2d.replacing(
        "recording:\n",
        with: "recording:\n  event-share: [\(Text.number(share.lowerBound)), \(Text.number(share.upperBound))]\n")
    }
  }

  /// The text of its file, of other kinds of things.
  public func text(kinds: [SceneThingKind]) -> String {
    text.replacing("kinds: [layers]", with: "kinds: [\(kinds.map(\.rawValue).joined(separator: ", "))]")
  }

  /// What its file says.
  public func file() throws -> SceneLawFile { try SceneLawFile(text: text, path: name) }
}
