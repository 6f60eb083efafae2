/// What a training takes, measured at some steps of it that nobody keeps.
public struct TrainingEstimate: Encodable, Sendable {
  /// The seconds of a step.
  public var stepSeconds: Double
  /// The seconds that making the samples of a step takes, beside it.
  public var samplesSeconds: Double
  /// The hours of all steps.
  public var hours: Double
  /// The bytes of values, gradients, parameters and what the optimiser remembers.
  public var bytes: Int
}
