import Recordings

extension EventFormatDefinition {
  static let aedat1 = EventFormatDefinition(
    "AEDAT 1", family: AEDATFamily.self, endings: ["aedat", "dat"], isSequential: true,
    clockPeriodMicroseconds: 1 << 32, leastBytesPerEvent: 6,
    open: { file, options in try AEDATFamily.openJAER(file, .aedat1, addressBytes: 2, options) },
    create: nil)

  static let aedat2 = EventFormatDefinition(
    "AEDAT 2", family: AEDATFamily.self, endings: ["aedat", "aedat2"], impliedBy: ["aedat", "aedat2"],
    isSequential: true, clockPeriodMicroseconds: 1 << 32, leastBytesPerEvent: 8, streamsOut: true,
    open: { file, options in try AEDATFamily.openJAER(file, .aedat2, addressBytes: 4, options) },
    samples: { file, contents, options in try JAERSampleSource(file, contents: contents, options: options) },
    create: { path, _, options in try AEDAT2Writer(path: path, options: options) })

  static let aedat3 = EventFormatDefinition(
    "AEDAT 3.1", family: AEDATFamily.self, endings: ["aedat"], isSequential: true, leastBytesPerEvent: 8,
    open: { file, options in try AEDATFamily.openAEDAT3(file, options) },
    samples: { file, contents, options in try AEDAT3SampleSource(file, contents: contents, options: options) },
    create: nil)

  static let aedat4 = EventFormatDefinition(
    "AEDAT 4", family: AEDATFamily.self, endings: ["aedat4"], impliedBy: ["aedat4"], isSequential: false,
    hasTopics: true,
    compressions: [.lz4, .zstd, .none],
    open: { file, options in try AEDATFamily.openAEDAT4(file, options) },
    samples: { file, contents, options in try AEDAT4SampleSource(file, contents: contents, options: options) },
    holdsSamples: true,
    create: { path, compression, options in
      let ways: [EventCompression: AEDAT4Compression] = [.lz4: .lz4, .zstd: .zstd, .none: .none]
      return try AEDAT4Writer(path: path, options: options, compression: compression.flatMap { ways[$0] } ?? .lz4)
    })
}
