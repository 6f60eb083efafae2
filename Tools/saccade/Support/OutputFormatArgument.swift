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
    case .styledText(let style): self.init(.text, textStyle: style)
    case .spikes, .flow, nil: return nil
    }
  }

  static var allValueStrings: [String] {
    EventFormat.writable.map(\.rawValue) + OutputFormatArgument.styles.map(\.rawValue)
  }

  var defaultValueDescription: String { format.rawValue }
}

/// A format that recordings are written in: of spikes or of events.
enum OutputFormatArgument: ExpressibleByArgument, Hashable, Sendable {
  case spikes(SpikeFormat)
  case events(EventFormat)
  /// Flow, in formats that no recordings have the names of.
  case flow(FlowFormat)
  /// Text whose lines look so, whatever the ending of the name.
  case styledText(EventTextWriter.Style)

  init?(argument: String) {
    if let spikes = SpikeOutputFormatArgument(argument: argument) {
      self = .spikes(spikes.format)
    } else if let format = EventFormat.writable.first(where: { $0.rawValue == argument }) {
      self = .events(format)
    } else if let style = Self.styles.first(where: { $0.rawValue == argument }) {
      self = .styledText(style)
    } else if let format = Self.flowOnly.first(where: { $0.rawValue == argument }) {
      self = .flow(format)
    } else {
      return nil
    }
  }

  private static let flowOnly = FlowFormat.allCases.filter { EventFormat(rawValue: $0.rawValue) == nil }

  /// Those that have a name beside that of the format.
  fileprivate static let styles = EventTextWriter.Style.allCases.filter { $0.rawValue != EventFormat.text.rawValue }

  /// How lines of text shall look; nil to tell it from the ending of the name.
  var textStyle: EventTextWriter.Style? { if case .styledText(let style) = self { style } else { nil } }

  static var allValueStrings: [String] {
    SpikeFormat.writable.map(\.rawValue) + EventFormat.writable.map(\.rawValue) + styles.map(\.rawValue)
      + flowOnly.map(\.rawValue)
  }

  private var name: String {
    switch self {
    case .spikes(let format): format.rawValue
    case .events(let format): format.rawValue
    case .styledText(let style): style.rawValue
    case .flow(let format): format.rawValue
    }
  }

  /// The format for a recording of spikes, as the user or the ending says.
  static func spikes(_ chosen: OutputFormatArgument?, path: String) throws -> SpikeFormat {
    switch chosen {
    case .spikes(let format): return format
    case .events, .styledText:
      throw Failure.Usage("--to \(chosen?.name ?? "") is a format of events; the input holds spikes")
    case .flow(let format): throw Failure.Usage("--to \(format.rawValue) is a format of flow; the input holds spikes")
    case nil: return try SpikeFormat(writtenTo: path)
    }
  }

  /// The format for flow, as the user or the ending says.
  static func flow(_ chosen: OutputFormatArgument?, path: String) throws -> FlowFormat {
    if let chosen {
      if let format = FlowFormat(rawValue: chosen.name) { return format }
      throw Failure.Usage(
        "--to \(chosen.name) is no format of flow, which goes as "
          + FlowFormat.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if let format = FlowFormat.named(path) { return format }
    throw Failure.Usage(
      "\(path): the name does not say the format of flow; pass --to with one of "
        + FlowFormat.allCases.map(\.rawValue).joined(separator: ", "))
  }

  /// The format for a recording of events, as the user or the ending says.
  static func events(_ chosen: OutputFormatArgument?, path: String) throws -> EventFormat {
    switch chosen {
    case .events(let format): return format
    case .styledText: return .text
    case .flow(let format): throw Failure.Usage("--to \(format.rawValue) is a format of flow; the input holds events")
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
