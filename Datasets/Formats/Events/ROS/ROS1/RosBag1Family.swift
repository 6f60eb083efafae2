import Files
import Recordings

/// ROS 1 bags.
enum RosBag1Family: EventFormatFamily {
  static func detect(_ file: InputFile, start: [UInt8]) throws -> EventFormat? {
    start.starts(with: RosBag1Reader.magic) ? .rosbag1 : nil
  }

  fileprivate static func part(_ file: InputFile) -> BagEventSource.BagPart {
    BagEventSource.BagPart { try RosBag1Reader(file: file, topics: $0) }
  }
}

extension EventFormatDefinition {
  static let rosbag1 = EventFormatDefinition(
    "ROS 1 bag", family: RosBag1Family.self, endings: ["bag"], impliedBy: ["bag"], isSequential: false,
    hasTopics: true,
    compressions: [.none, .lz4, .bz2],
    open: { file, options in
      try BagEventSource(path: file.path, format: .rosbag1, parts: [RosBag1Family.part(file)], options: options)
    },
    samples: { file, contents, options in
      try BagSampleSource(
        path: file.path, parts: [RosBag1Family.part(file)], contents: contents, options: options)
    },
    create: { path, compression, options in
      try RosBag1Writer(
        path: path, options: options, topic: RosBag1Writer.standardTopic,
        compression: compression.flatMap { ChunkDecompressor.Method(rawValue: $0.rawValue) })
    })
}
