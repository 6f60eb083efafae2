/// What a training of flow found.
public struct FlowTrainingSummary: Encodable, Sendable {
  /// The folder.
  public var output: String
  /// What was trained.
  public var model: String
  /// The numbers of all parameters that were learnt.
  public var parameters: Int
  /// The steps that are done.
  public var steps: Int
  /// The mean loss of the last steps; nil where none was told.
  public var loss: Double?
  /// The last figures of samples that were set aside.
  public var validation: [String: Double] = [:]
  /// The least ratio of error and length of samples that were set aside.
  public var bestAeeRatio: Double?
  /// The least cost of contrast of samples that were set aside, where no flow of theirs is known.
  public var bestContrast: Double?
  /// The step after which the best was reached, whose weights are `best.safetensors`.
  public var bestStep: Int?
  /// Whether it ended before the last step, since nothing better came.
  public var endedEarly = false
  /// The seed of everything that was drawn.
  public var seed: UInt64
  /// How long the run took.
  public var seconds: Double = 0
  /// What a step takes; of a dry run alone.
  public var estimate: TrainingEstimate?
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []
}
