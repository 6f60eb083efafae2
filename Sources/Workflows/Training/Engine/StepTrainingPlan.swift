/// How a training by steps goes, whatever is trained.
public struct StepTrainingPlan: Sendable, Equatable {
  /// The steps of the optimiser.
  public var steps = 1000
  /// The samples of a step.
  public var batch = 4
  /// What a moving average of the parameters keeps at a step; nil for none. It is what is validated and written.
  public var averageDecay: Float? = 0.999
  /// After how many steps a line of metrics is written.
  public var logEvery = 10
  /// After how many steps the state is written.
  public var checkpointEvery = 250
  /// How many of the last states are kept.
  public var keptCheckpoints = 3
  /// After how many steps samples that were set aside are looked at; nil for never.
  public var validationEvery: Int? = 500
  /// After how many validations without a better one the training ends; nil for never.
  public var patience: Int?
  /// After how many steps the samples of the first come again; nil for never. With 1 a network learns one batch by heart,
  /// which one that can learn at all does.
  public var repeatAfter: Int?
  /// Whether parts of the network are computed twice, so that less is kept in memory meanwhile.
  public var checkpointsModules = false
  /// A loss of so many times that of late is no training any more.
  public var largestGrowth = 1000.0

  /// Describes a training of what is usual.
  public init() {}
}
