import Datasets

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
