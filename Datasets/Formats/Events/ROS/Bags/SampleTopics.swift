import Recordings

/// Which topics' pictures and inertial samples are read: of those of one type the one that stands beside the events.
///
/// `/davis/left/image_raw` stands beside `/davis/left/events`. Among equals a name that ends in `image_raw` goes first,
/// then the alphabet.
final class SampleTopics: BagTopicChoice {
  /// The topics that were chosen.
  private(set) var chosen: [BagMessageType: String] = [:]
  private let contents: SampleContents
  private let events: String?
  private var others: [BagMessageType: Set<String>] = [:]
  private var compressed: String?
  private var hasLearnt = false

  /// - Parameters:
  ///   - contents: What is wanted.
  ///   - events: The topic of the events.
  init(contents: SampleContents, events: String?) { (self.contents, self.events) = (contents, events) }

  /// What of the wanted may come: all where the topics are not known beforehand.
  var available: SampleContents {
    var available = contents
    if hasLearnt && chosen[.image] == nil { available.subtract([.frames, .frameTimes]) }
    if hasLearnt && chosen[.inertial] == nil { available.remove(.inertial) }
    return available
  }

  func reads(_ type: BagMessageType) -> Bool {
    switch type {
    case .events: false
    case .image: !contents.isDisjoint(with: [.frames, .frameTimes])
    case .inertial: contents.contains(.inertial)
    }
  }

  func learn(_ topics: [BagTopic], path: String) {
    hasLearnt = true
    for type in [BagMessageType.image, .inertial] where reads(type) && chosen[type] == nil {
      let names = Set(topics.filter { BagMessageType(name: $0.type) == type }.map(\.name))
      chosen[type] = names.max { rank($1) < rank($0) }
      others[type, default: []].formUnion(names)
    }
    compressed = compressed ?? topics.first { $0.type.hasSuffix("/CompressedImage") }?.name
  }

  func accept(_ topic: BagTopic) -> BagMessageType? {
    guard let type = BagMessageType(name: topic.type), reads(type) else { return nil }
    others[type, default: []].insert(topic.name)
    if chosen[type] == nil { chosen[type] = topic.name }
    return chosen[type] == topic.name ? type : nil
  }

  /// What is said of topics that are not read.
  func warnings(path: String) -> [RecordingWarning] {
    var warnings: [RecordingWarning] = []
    for (type, what) in [(BagMessageType.image, "pictures"), (.inertial, "inertial samples")] {
      guard let name = chosen[type], let names = others[type], names.count > 1 else { continue }
      warnings.append(
        RecordingWarning(
          path: path, problem: "\(names.count) topics hold \(what)", consequence: "those of \(name) are read"))
    }
    if let compressed, chosen[.image] == nil, reads(.image) {
      warnings.append(
        RecordingWarning(
          path: path, problem: "topic \(compressed) holds compressed pictures",
          consequence: "they are not read; republish them with image_transport"))
    }
    return warnings
  }

  /// The better a topic suits, the less it is.
  private func rank(_ name: String) -> Rank {
    let (own, beside) = (Self.namespace(name), Self.namespace(events ?? ""))
    let shared = zip(own, beside).prefix { $0 == $1 }.count
    return Rank(strangeness: own.count + beside.count - 2 * shared, isRaw: name.hasSuffix("image_raw"), name: name)
  }

  private static func namespace(_ name: String) -> [Substring] { Array(name.split(separator: "/").dropLast()) }

  private struct Rank: Comparable {
    var strangeness: Int
    var isRaw: Bool
    var name: String

    static func < (left: Rank, right: Rank) -> Bool {
      if left.strangeness != right.strangeness { return left.strangeness < right.strangeness }
      if left.isRaw != right.isRaw { return left.isRaw }
      return left.name < right.name
    }
  }
}
