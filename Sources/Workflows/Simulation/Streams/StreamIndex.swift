import Files

/// `index.json` of a folder of streams: what two cameras made of one light.
public struct StreamIndex: Encodable, Sendable {
  /// Its name in the folder.
  static let fileName = "index.json"
  /// What the folder's owner is called in it.
  static let work = "simulate"

  /// The recording of the spiking camera.
  public struct Spikes: Encodable, Sendable {
    /// Its file in the folder.
    public var file: String
    /// Its format.
    public var format: String
    /// The name of the camera.
    public var model: String
    /// Readouts a second.
    public var rateHz: Double
    /// Gray levels that a spike takes, of an ideal camera.
    public var threshold: Double?
    /// What a spike leaves of a pixel's charge.
    public var reset: String
    /// What pixels held at first.
    public var initialCharge: String
    /// How many frames there are.
    public var frames: Int
    /// How many spikes there are.
    public var spikes: Int
    /// Where the first readout begins, in microseconds.
    public var firstUs: Int64
    /// Where the last readout ends, in microseconds.
    public var lastUs: Int64
  }

  /// The recording of the event camera.
  public struct Events: Encodable, Sendable {
    /// Its file in the folder.
    public var file: String
    /// Its format.
    public var format: String
    /// The file of causes; nil for none.
    public var labels: String?
    /// The name of the camera.
    public var model: String
    /// How many events there are.
    public var events: Int
    /// How many of them are ON.
    public var on: Int
    /// How many of them are OFF.
    public var off: Int
    /// How many events each cause made.
    public var causes: EventSimulation.Causes
    /// The steps of the camera.
    public var steps: Int
    /// The time of the first event, in microseconds; nil where there is none.
    public var firstUs: Int64?
    /// The time of the last event, in microseconds; nil where there is none.
    public var lastUs: Int64?
  }

  /// The frames of the light.
  public struct Frames: Encodable, Sendable {
    /// The folder of the pictures, or the file of the array.
    public var file: String
    /// The file of their times.
    public var times: String
    /// How they are stored.
    public var format: String
    /// How many there are.
    public var count: Int
    /// The time of the first, in microseconds.
    public var firstUs: Int64?
    /// The time of the last, in microseconds.
    public var lastUs: Int64?
  }

  /// What wrote the folder.
  public var verb = Self.work
  /// Everything that the run wrote.
  public var files: [String] = []
  /// The columns of both sensors, in pixels.
  public var width: Int
  /// The rows of both sensors, in pixels.
  public var height: Int
  /// The recording of the spiking camera.
  public var spikes: Spikes
  /// The recording of the event camera.
  public var events: Events
  /// The frames of the light; nil where none were written.
  public var frames: Frames?
  /// The frames of the video.
  public var videoFrames: Int
  /// The seed of all randomness.
  public var seed: UInt64
  /// The version of what ran the job.
  public var version: String
  /// The command, without what does not bear on the result.
  public var command: [String]
  /// The seconds of the run, where they are told.
  public var seconds: Double?
  /// Doubts, a line each, at most five of a kind; nil for none.
  public var warnings: [String]?

  /// Writes it to a file.
  func write(to path: String) throws {
    let file = try OutputFile(path: path)
    let text = try JSONText.encode(self, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)
    try file.write([UInt8](text) + [UInt8(ascii: "\n")])
    try file.commit()
  }
}
