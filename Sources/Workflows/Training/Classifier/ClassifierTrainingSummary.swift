/// What a training of a classifier found.
public struct ClassifierTrainingSummary: Encodable, Sendable {
  /// One epoch.
  public struct Epoch: Encodable, Sendable {
    /// Its number, from 1.
    public var epoch: Int
    /// The mean loss while training.
    public var loss: Double
    /// The share that was right while training.
    public var accuracy: Double
    /// The mean loss of the samples set aside; nil without any.
    public var validationLoss: Double?
    /// The share of them that was right.
    public var validationAccuracy: Double?
    /// How many samples were shown in a second.
    public var samplesPerS: Double
    /// How long it took, without the samples set aside.
    public var seconds: Double
  }

  /// The classifier.
  public var output: String
  /// The state after the last epoch.
  public var checkpoint: String
  /// The name of the architecture.
  public var architecture: String
  /// The numbers of all parameters that were learnt.
  public var parameters: Int
  /// The classes of the data set.
  public var classes: Int
  /// The samples that were shown.
  public var trainingSamples: Int
  /// The samples that were set aside.
  public var validationSamples: Int
  /// The samples that were tested.
  public var testSamples: Int
  /// The seed of everything that was drawn.
  public var seed: UInt64
  /// The epochs of this run.
  public var epochs: [Epoch] = []
  /// The mean loss of the test; nil without any.
  public var testLoss: Double?
  /// The share of it that was right.
  public var testAccuracy: Double?
  /// How long the run took.
  public var seconds: Double = 0
  /// Doubts, a line each, at most five of a kind.
  public var warnings: [String] = []
}
