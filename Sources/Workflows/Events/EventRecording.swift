import Datasets
import Files
import Recordings

/// A recording of events as the input of a job: where it is, and what the caller has to say about it.
public struct EventRecording: Sendable {
  /// The file, a folder of segments or of a ROS 2 bag, a named pipe, or `-` for standard input.
  public var path: String
  /// The format; nil to tell it from the content.
  public var format: EventFormat?
  /// The sensor's size, for files that do not say it; nil to look for it, for which the recording is read once more.
  public var size: SensorSize?
  /// How it is read beside that.
  public var options: EventReadOptions

  /// Names a recording.
  public init(
    path: String, format: EventFormat? = nil, size: SensorSize? = nil, options: EventReadOptions = EventReadOptions()
  ) {
    (self.path, self.format, self.size, self.options) = (path, format, size, options)
    if let size, options.size == nil { self.options.size = (size.width, size.height) }
  }

  /// Whether what has been read is gone: a pipe, or a file that is followed.
  package var isReadOnce: Bool {
    options.following != nil || path == EventFiles.standardInput || InputPipe.stands(at: path)
  }

  /// Starts to read.
  package func reader() throws -> EventReader {
    try checkTopic()
    return try EventReader(path, format: format, options: options)
  }

  /// Throws where a topic is named that a file of the format cannot have, or does not. What comes through a pipe is not
  /// looked at: none of its formats has topics.
  package func checkTopic() throws {
    guard let topic = options.topic else { return }
    let format = try isReadOnce ? self.format : self.format ?? EventFiles.detect(path)
    guard let format else {
      if isReadOnce { throw Self.noTopics(path, "what is read as it comes") }
      return
    }
    guard format.hasTopics else { throw Self.noTopics(path, format.rawValue) }
    if let groups = try format.groups(in: path), !groups.contains(where: { $0 == topic || $0.hasPrefix(topic + "/") }) {
      throw JobError(
        .badContent, path: path, problem: "there are no events in \(topic)",
        remedy: groups.isEmpty
          ? "leave \(Setting.topic) away: all there are lie in the file itself"
          : "\(Setting.topic) may be "
            + Message(groups.joined(separator: ", ")))
    }
  }

  private static func noTopics(_ path: String, _ format: String) -> JobError {
    let formats = EventFormat.withTopics.map(\.rawValue).joined(separator: ", ")
    return JobError(
      wrongOptions:
        "\(Setting.topic) chooses among the recordings of a file; \(format) has one only, others may: \(formats)",
      path: path)
  }

  /// Opens it for a job that reads it more than once: where the file does not say the sensor's size, the first opening
  /// looks for it.
  package mutating func open(
    _ selection: TimeSelection, rectification: RectificationMap? = nil, observer: any JobObserver
  ) throws -> EventInput {
    let input = try EventInput(self, selection: selection, rectification: rectification, observer: observer)
    if size == nil { size = input.size }
    return input
  }
}
