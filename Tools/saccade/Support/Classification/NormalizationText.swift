import Files
import SpikingNetworks
import Workflows

/// What becomes of samples before a network sees them, and who says so: for a person and for `--json`.
struct NormalizationText {
  /// One number a channel; nil for recordings of events, and where nothing is known.
  private(set) var mean: [Float]?
  private(set) var deviation: [Float]?
  /// How they were chosen.
  private(set) var origin: String
  private let input: ClassifierInput?

  init(_ checkpoint: ClassifierCheckpoint) {
    input = checkpoint.input
    origin = checkpoint.inputOrigin?.text ?? (input == nil ? "not known" : "stored with the network")
    if case .pictures(let mean, let deviation) = input { (self.mean, self.deviation) = (mean, deviation) }
  }

  /// One line for a person.
  var line: String {
    switch input {
    case .pictures(let mean, let deviation):
      "pictures: mean \(Self.numbers(mean)), deviation \(Self.numbers(deviation)); \(origin)"
    case .events(let bins, let duration): "events: \(Text.count(bins, "step")) of \(duration) us; \(origin)"
    case nil: "input: not known how samples are prepared; with pictures give --mean and --deviation to evaluate it"
    }
  }

  private static func numbers(_ values: [Float]) -> String {
    values.map { "\($0)" }.joined(separator: " ")
  }

  /// A network of which nothing says how its samples are prepared.
  static func unknown(_ checkpoint: ClassifierCheckpoint) -> FileError {
    let channels = checkpoint.architecture.inputShape[0]
    return FileError(
      .badContent, path: checkpoint.source,
      problem: "nothing says how the pictures were normalised that \(checkpoint.architecture.name) was trained on",
      remedy: "give --mean and --deviation, \(Text.count(channels, "number")) each")
  }
}
