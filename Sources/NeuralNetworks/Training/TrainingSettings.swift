/// How parameters are trained, whatever the network is.
public struct TrainingSettings: Sendable, Hashable {
  /// How often every sample is shown.
  public var epochs: Int
  /// How parameters follow their gradients.
  public var method: OptimizationMethod
  /// How long the steps are.
  public var schedule: LearningRateSchedule
  /// The decay of weights.
  public var weightDecay: Float
  /// The largest norm of all gradients together; nil for no bound.
  public var largestNorm: Double?
  /// In how many parts the samples of a step are computed, one after the other, so that fewer of them are in memory at
  /// once. Normalisations see a part each. Another number gives other bytes; the number of machines does not.
  public var parts: Int
  /// The seed of everything that is drawn, which a checkpoint notes.
  public var seed: UInt64

  /// Describes a training.
  public init(
    epochs: Int, method: OptimizationMethod = .adam(),
    schedule: LearningRateSchedule = LearningRateSchedule(rate: 1e-3),
    weightDecay: Float = 0, largestNorm: Double? = nil, parts: Int = 1, seed: UInt64 = 0
  ) {
    precondition(epochs > 0 && parts > 0, "Epochs and parts are counted from 1.")
    (self.epochs, self.method, self.schedule, self.weightDecay) = (epochs, method, schedule, weightDecay)
    (self.largestNorm, self.parts, self.seed) = (largestNorm, parts, seed)
  }
}
