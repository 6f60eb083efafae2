import ArgumentParser
import Datasets
import Workflows

/// A format that spikes are written in.
struct SpikeOutputFormatArgument: ExpressibleByArgument, Hashable, Sendable {
  let format: SpikeFormat

  init(_ format: SpikeFormat) { self.format = format }

  init?(argument: String) {
    guard let format = SpikeFormat(rawValue: argument), format.isWritable else { return nil }
    self.format = format
  }

  static var allValueStrings: [String] { SpikeFormat.writable.map(\.rawValue) }
  var defaultValueDescription: String { format.rawValue }
}

/// A format that events are written in.
struct EventOutputFormatArgument: ExpressibleByArgument, Hashable, Sendable {
  let format: EventFormat
  /// How lines of text shall look; nil to tell it from the ending of the name.
  let textStyle: EventTextWriter.Style?

  init(_ format: EventFormat, textStyle: EventTextWriter.Style? = nil) {
    (self.format, self.textStyle) = (format, textStyle)
  }

  init?(argument: String) {
    switch OutputFormatArgument(argument: argument) {
    case .events(let format): self.init(format)
    case .commaSeparated: self.init(.text, textStyle: .csv)
    case .spikes, nil: return nil
    }
  }

  static var allValueStrings: [String] {
    EventFormat.writable.map(\.rawValue) + [OutputFormatArgument.commaSeparatedName]
  }

  var defaultValueDescription: String { format.rawValue }
}

/// A format that recordings are written in: of spikes or of events.
enum OutputFormatArgument: ExpressibleByArgument, Hashable, Sendable {
  case spikes(SpikeFormat)
  case events(EventFormat)
  /// Text with commas, whatever the ending of the name.
  case commaSeparated

  init?(argument: String) {
    if let spikes = SpikeOutputFormatArgument(argument: argument) {
      self = .spikes(spikes.format)
    } else if let format = EventFormat.writable.first(where: { $0.rawValue == argument }) {
      self = .events(format)
    } else if argument == Self.commaSeparatedName {
      self = .commaSeparated
    } else {
      return nil
    }
  }

  fileprivate static let commaSeparatedName = "csv"

  /// How lines of text shall look; nil to tell it from the ending of the name.
  var textStyle: EventTextWriter.Style? { self == .commaSeparated ? .csv : nil }

  static var allValueStrings: [String] {
    SpikeFormat.writable.map(\.rawValue) + EventFormat.writable.map(\.rawValue) + [commaSeparatedName]
  }

  private var name: String {
    switch self {
    case .spikes(let format): format.rawValue
    case .events(let format): format.rawValue
    case .commaSeparated: Self.commaSeparatedName
    }
  }

  /// The format for a recording of spikes, as the user or the ending says.
  static func spikes(_ chosen: OutputFormatArgument?, path: String) throws -> SpikeFormat {
    switch chosen {
    case .spikes(let format): return format
    case .events, .commaSeparated:
      throw Failure.Usage("--to \(chosen?.name ?? "") is a format of events; the input holds spikes")
    case nil: return try SpikeFormat(writtenTo: path)
    }
  }

  /// The format for a recording of events, as the user or the ending says.
  static func events(_ chosen: OutputFormatArgument?, path: String) throws -> EventFormat {
    switch chosen {
    case .events(let format): return format
    case .commaSeparated: return .text
    case .spikes: throw Failure.Usage("--to \(chosen?.name ?? "") is a format of spikes; the input holds events")
    case nil: return try EventFormat(writtenTo: path)
    }
  }
}

/// What help texts say of the formats of events, taken from their list.
enum FormatHelp {
  /// The endings that stand for a format where a file is written: `.raw (EVT3), .dat, …`.
  static let outputEndings = EventFormat.allCases.flatMap { format in
    // Of the formats that share an ending the one that it stands for is named.
    format.impliedBy.map { ending in
      let sharers = EventFormat.writable.filter { $0.endings.contains(ending) }
      return ".\(ending)" + (sharers.count > 1 ? " (\(format.rawValue))" : "")
    }
  }.joined(separator: ", ")

  /// The formats that go to standard output.
  static let streams =
    (SpikeFormat.writable.filter(\.streamsOut).map(\.rawValue)
    + EventFormat.writable.filter(\.streamsOut).map(\.rawValue)).joined(separator: ", ")

  /// How outputs are compressed that leave the choice: `aedat4: lz4, zstd, none`.
  static let compressions = EventFormat.allCases.filter { !$0.compressions.isEmpty }.map { format in
    "\(format.rawValue) by \(format.compressions.map(\.rawValue).joined(separator: ", "))"
  }.joined(separator: "; ")
}
