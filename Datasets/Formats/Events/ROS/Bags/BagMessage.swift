import Recordings

/// Where in a bag something stands.
enum BagPlace: CustomStringConvertible {
  /// A byte of the file.
  case byte(Int)
  /// A byte of a chunk once it is decompressed; the chunk's record starts at a byte of the file.
  case chunk(at: Int, byte: Int)
  /// A byte of a message, which is a row of a database.
  case row(Int64, byte: Int)

  /// The place `count` bytes further on.
  func advanced(by count: Int) -> BagPlace {
    switch self {
    case .byte(let byte): .byte(byte + count)
    case .chunk(let start, let byte): .chunk(at: start, byte: byte + count)
    case .row(let row, let byte): .row(row, byte: byte + count)
    }
  }

  var description: String {
    switch self {
    case .byte(let byte): "byte \(byte)"
    case .chunk(let start, let byte): "byte \(byte) of what the chunk at byte \(start) holds"
    case .row(let row, let byte): "byte \(byte) of message \(row)"
    }
  }
}

/// A message as it lies in a bag.
struct BagMessage {
  /// How the fields follow each other.
  enum Form {
    /// ROS 1: packed, little endian.
    case ros1
    /// ROS 2: the Common Data Representation.
    case cdr
  }

  /// The content. It stays until the reader is asked for the next message.
  var bytes: UnsafeRawBufferPointer
  /// What the content is.
  var type: BagMessageType
  /// How the fields follow each other.
  var form: Form
  /// Where the content starts.
  var place: BagPlace
}

/// Hands out the messages of the chosen topic, in the order of the recording.
protocol BagReader: AnyObject {
  /// What was odd so far.
  var warnings: [RecordingWarning] { get }

  /// The next message, or nil at the end.
  func next() throws -> BagMessage?

  /// Where the chunks of the file start, found from one header to the next; nil where it has none, or where a chunk cannot
  /// be read without those before it.
  func chunkStarts() throws -> [Int]?

  /// Reads on at one of ``chunkStarts()``.
  func restart(at chunk: Int)
}

extension BagReader {
  /// It has none.
  func chunkStarts() throws -> [Int]? { nil }
  /// Never asked for.
  func restart(at chunk: Int) { preconditionFailure("This reader has no chunks.") }
}

/// The messages that are read, by the names of their types.
enum BagMessageType: Hashable {
  /// Events.
  case events(EventMessageType)
  /// A picture: `sensor_msgs/Image`.
  case image
  /// A sample of an inertial unit: `sensor_msgs/Imu`.
  case inertial

  /// The type of that name, in the spelling of ROS 1 or ROS 2, or nil where it holds none of these.
  init?(name: String) {
    switch name {
    case "sensor_msgs/Image", "sensor_msgs/msg/Image": self = .image
    case "sensor_msgs/Imu", "sensor_msgs/msg/Imu": self = .inertial
    default:
      guard let events = EventMessageType(name: name) else { return nil }
      self = .events(events)
    }
  }
}

/// The messages with events, by the names of their types.
enum EventMessageType {
  /// An array with a record of 13 bytes an event: `dvs_msgs` and `prophesee_event_msgs`.
  case eventArray
  /// Bytes of a sensor's own encoding: `event_camera_msgs`, and `event_array_msgs` as it was called before.
  case eventPacket

  /// The type of that name, in the spelling of ROS 1 or ROS 2, or nil where it holds no events.
  init?(name: String) {
    switch name {
    case "dvs_msgs/EventArray", "dvs_msgs/msg/EventArray", "prophesee_event_msgs/EventArray",
      "prophesee_event_msgs/msg/EventArray":
      self = .eventArray
    case "event_camera_msgs/EventPacket", "event_camera_msgs/msg/EventPacket", "event_array_msgs/EventArray",
      "event_array_msgs/msg/EventArray":
      self = .eventPacket
    default: return nil
    }
  }
}
