import Files
import SpikingNetworks

/// What becomes of samples before a network sees them, and who says so.
public struct InputSummary: Sendable {
  /// One number a channel; nil for recordings of events, and where nothing is known.
  public private(set) var mean: [Float]?
  /// One number a channel; nil for recordings of events, and where nothing is known.
  public private(set) var deviation: [Float]?
  /// How they were chosen.
  public private(set) var origin: String
  private let input: ClassifierInput?

  /// What a checkpoint says.
  public init(_ checkpoint: ClassifierCheckpoint) {
    input = checkpoint.input
    origin = checkpoint.inputOrigin?.text ?? (input == nil ? "not known" : "stored with the network")
    if case .pictures(let mean, let deviation) = input { (self.mean, self.deviation) = (mean, deviation) }
  }

  /// One line for a person.
  public var line: Message {
    switch input {
    case .pictures(let mean, let deviation):
      "pictures: mean \(Self.numbers(mean)), deviation \(Self.numbers(deviation)); \(origin)"
    case .events(let bins, let duration): "events: \(Text.count(bins, "step")) of \(duration) us; \(origin)"
    case nil:
      "input: not known how samples are prepared; with pictures give \(Setting.pictureMean) and "
        + "\(Setting.pictureDeviation) to evaluate it"
    }
  }

  private static func numbers(_ values: [Float]) -> String {
    values.map { "\($0)" }.joined(separator: " ")
  }

  /// A network of which nothing says how its samples are prepared.
  static func unknown(_ checkpoint: ClassifierCheckpoint) -> JobError {
    let channels = checkpoint.architecture.inputShape[0]
    return JobError(
      .badContent, path: checkpoint.source,
      problem:
        "nothing says how the pictures were normalised that \(checkpoint.architecture.name) was trained on",
      remedy: "give \(Setting.pictureMean) and \(Setting.pictureDeviation), \(Text.count(channels, "number")) each")
  }
}
