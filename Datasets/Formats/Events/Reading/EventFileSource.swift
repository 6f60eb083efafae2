import Recordings

/// What a file of events says of itself before its first event.
public struct EventHeader: Sendable, Hashable {
  /// The format.
  public var format: EventFormat
  /// The sensor's columns, where the file says.
  public var width: Int?
  /// The sensor's rows, where the file says.
  public var height: Int?

  /// Describes a file.
  public init(format: EventFormat, width: Int? = nil, height: Int? = nil) {
    self.format = format
    self.width = width
    self.height = height
  }

  /// The sensor's size, where the file says both sides.
  public var size: SensorSize? {
    guard let width, let height else { return nil }
    return SensorSize(width: width, height: height)
  }
}

/// Events of a file: what every reader of a format is.
public protocol EventFileSource: EventSource {
  /// What the file says before its first event.
  var header: EventHeader { get }
}

extension EventFileSource {
  /// The sensor's size, where the file says it.
  public var size: SensorSize? { header.size }
}
