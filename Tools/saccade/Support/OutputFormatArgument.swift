import ArgumentParser
import Datasets

/// A format that recordings are written in: of spikes or of events.
enum OutputFormatArgument: ExpressibleByArgument, Hashable, Sendable {
  case spikes(SpikeOutputFormat)
  case events(EventFormat)

  init?(argument: String) {
    if let format = SpikeOutputFormat(rawValue: argument) {
      self = .spikes(format)
    } else if let format = EventFormat.writable.first(where: { $0.rawValue == argument }) {
      self = .events(format)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] {
    SpikeOutputFormat.allCases.map(\.rawValue) + EventFormat.writable.map(\.rawValue)
  }

  private var name: String {
    switch self {
    case .spikes(let format): format.rawValue
    case .events(let format): format.rawValue
    }
  }

  /// The format for a recording of spikes, as the user or the ending says.
  static func spikes(_ chosen: OutputFormatArgument?, path: String) throws -> SpikeOutputFormat {
    switch chosen {
    case .spikes(let format): return format
    case .events: throw Failure.Usage("--to \(chosen?.name ?? "") is a format of events; the input holds spikes")
    case nil: return try SpikeOutputFormat(nil, path: path)
    }
  }

  /// The format for a recording of events, as the user or the ending says.
  static func events(_ chosen: OutputFormatArgument?, path: String) throws -> EventFormat {
    switch chosen {
    case .events(let format): return format
    case .spikes: throw Failure.Usage("--to \(chosen?.name ?? "") is a format of spikes; the input holds events")
    case nil:
      guard let format = EventFormat.named(path) else {
        throw Failure.Usage(
          "\(path): events are not written under such a name; pass --to with one of "
            + EventFormat.writable.map(\.rawValue).joined(separator: ", "))
      }
      return format
    }
  }
}
