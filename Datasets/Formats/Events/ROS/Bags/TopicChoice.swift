import Files
import Recordings

/// A topic of a bag.
struct BagTopic: Hashable {
  /// The name.
  var name: String
  /// The name of its messages' type.
  var type: String
}

/// Which topics of a bag are read. It is shared by the files of one recording.
protocol BagTopicChoice: AnyObject {
  /// Whether messages of a type may be wanted.
  func reads(_ type: BagMessageType) -> Bool

  /// Learns all topics of a file before its first message.
  ///
  /// - Throws: `FileError` where the caller has to choose.
  func learn(_ topics: [BagTopic], path: String) throws

  /// The type of a topic's messages where they are to be read, else nil.
  func accept(_ topic: BagTopic) -> BagMessageType?
}

/// Which topic's events are read.
final class TopicChoice: BagTopicChoice {
  private let wanted: String?
  private(set) var chosen: String?
  private var known: [BagTopic] = []
  private var leftOut: [String] = []

  /// - Parameter wanted: The topic that the user named; nil to take the only one that holds events.
  init(wanted: String?) { self.wanted = wanted }

  func reads(_ type: BagMessageType) -> Bool { if case .events = type { true } else { false } }

  /// Learns all topics of a file before its first message.
  ///
  /// - Throws: `FileError` where several hold events and none was named.
  func learn(_ topics: [BagTopic], path: String) throws {
    for topic in topics { note(topic) }
    let names = Set(topics.filter { EventMessageType(name: $0.type) != nil }.map(\.name)).sorted()
    if let wanted {
      if names.contains(wanted) { chosen = wanted }
    } else if chosen == nil, let first = names.first {
      guard names.count == 1 else {
        throw FileError(
          .badContent, path: path, problem: "\(names.count) topics hold events: \(names.joined(separator: ", "))",
          remedy: "choose one with \(Setting.topic)")
      }
      chosen = first
    }
  }

  /// The type of a topic's messages where they are to be read, else nil. Without a list of topics the first one with
  /// events is taken.
  func accept(_ topic: BagTopic) -> BagMessageType? {
    note(topic)
    guard let type = EventMessageType(name: topic.type) else { return nil }
    if chosen == nil, wanted == nil || wanted == topic.name { chosen = topic.name }
    if topic.name == chosen { return .events(type) }
    if wanted == nil, !leftOut.contains(topic.name) { leftOut.append(topic.name) }
    return nil
  }

  /// What is said of topics that were found too late to ask.
  func warnings(path: String) -> [RecordingWarning] {
    leftOut.map {
      RecordingWarning(
        path: path, problem: "topic \($0) holds events too", consequence: "only those of \(chosen ?? "none") are read")
    }
  }

  /// Why nothing was chosen.
  ///
  /// - Parameter damage: What was odd about the file; one that is cut off may have lost its topics.
  func nothingFound(path: String, damage: RecordingWarning?) -> FileError {
    if known.isEmpty, let damage {
      return FileError(
        .badContent, path: path, problem: "\(damage.problem), and no topic was named before", place: damage.place,
        remedy: "the file is cut off; fetch it again")
    }
    let list = known.isEmpty ? "it has no topics" : known.map { "\($0.name) (\($0.type))" }.joined(separator: ", ")
    if let wanted {
      return FileError(
        .badContent, path: path, problem: "no topic \(wanted) holds events that can be read",
        remedy: "its topics are: \(list)")
    }
    return FileError(
      .badContent, path: path, problem: "no topic holds events that can be read: \(list)",
      remedy: "dvs_msgs, prophesee_event_msgs, event_camera_msgs and event_array_msgs are read")
  }

  private func note(_ topic: BagTopic) {
    // Bags have a few topics; a damaged one might name any number.
    let mostNamed = 64
    if known.count < mostNamed, !known.contains(topic) { known.append(topic) }
  }
}
