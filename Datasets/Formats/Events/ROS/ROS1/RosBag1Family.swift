import Files
import Recordings

/// ROS 1 bags.
enum RosBag1Family: EventFormatFamily {
  static let formats = [EventFormat.rosbag1]

  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    start.starts(with: RosBag1Reader.magic) ? .rosbag1 : nil
  }

  static func open(_ file: InputFile, format: EventFormat, options: EventReadOptions) throws -> any EventSource {
    let part = BagEventSource.BagPart { try RosBag1Reader(file: file, topics: $0) }
    return try BagEventSource(path: file.path, format: .rosbag1, parts: [part], options: options)
  }
}
