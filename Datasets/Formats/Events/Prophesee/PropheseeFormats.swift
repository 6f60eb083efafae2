import Files
import Recordings

extension EventFormatDefinition {
  static let propheseeEVT2 = EventFormatDefinition(
    "Prophesee RAW, EVT2", family: PropheseeFamily.self, endings: ["raw"], isSequential: true,
    clockPeriodMicroseconds: 1 << 34, leastBytesPerEvent: 4, streamsOut: true,
    open: { file, options in
      try PropheseeFamily.open(file, .propheseeEVT2, options) { _ in EVT2Decoder(path: file.path) }
    },
    create: { path, _, options in try EVT2Writer(path: path, options: options) })

  // Its words and those of EVT3 hold several pixels.
  static let propheseeEVT21 = EventFormatDefinition(
    "Prophesee RAW, EVT2.1", family: PropheseeFamily.self, endings: ["raw"], isSequential: true,
    clockPeriodMicroseconds: 1 << 34, streamsOut: true,
    open: { file, options in
      try PropheseeFamily.open(file, .propheseeEVT21, options) { header in
        EVT21Decoder(path: file.path, halvesSwapped: try PropheseeFamily.areHalvesSwapped(file, header))
      }
    },
    create: { path, _, options in try EVT21Writer(path: path, options: options) })

  static let propheseeEVT3 = EventFormatDefinition(
    "Prophesee RAW, EVT3", family: PropheseeFamily.self, endings: ["raw"], impliedBy: ["raw"], isSequential: true,
    clockPeriodMicroseconds: 1 << 24, streamsOut: true,
    open: { file, options in
      try PropheseeFamily.open(file, .propheseeEVT3, options) { _ in EVT3Decoder(path: file.path) }
    },
    create: { path, _, options in try EVT3Writer(path: path, options: options) })

  static let propheseeDAT = EventFormatDefinition(
    "Prophesee DAT", family: PropheseeFamily.self, endings: ["dat"], impliedBy: ["dat"], isSequential: true,
    clockPeriodMicroseconds: 1 << 32, leastBytesPerEvent: 8, streamsOut: true,
    open: { file, options in try PropheseeFamily.openDAT(file, options) },
    create: { path, _, options in try DATWriter(path: path, options: options) })
}
