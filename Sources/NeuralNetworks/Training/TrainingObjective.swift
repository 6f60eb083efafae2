/// What a training makes small: a network's pass over samples, and a loss of what comes out of it.
///
/// ```swift
/// struct Regression: TrainingObjective {
///   let pass: (_ input: TapeValue, _ tape: Tape) -> TapeValue
///
///   func score(_ samples: (input: FeatureMap, wanted: FeatureMap), on tape: Tape) -> TrainingScore {
///     let output = pass(tape.constant(samples.input), tape)
///     let gradient = tape.map(output.map.shape)
///     var loss = 0.0
///     for sample in 0..<gradient.batch {
///       let distance = output.map.plane(sample: sample)[0] - samples.wanted.plane(sample: sample)[0]
///       gradient.plane(sample: sample)[0] = 2 * distance / Float(gradient.batch)
///       loss += Double(distance * distance) / Double(gradient.batch)
///     }
///     if tape.isRecording { tape.seed(gradient, of: output) }
///     return TrainingScore(loss: loss, samples: gradient.batch)
///   }
/// }
/// ```
public protocol TrainingObjective<Samples> {
  /// What is shown at once.
  associatedtype Samples

  /// Runs the network over samples and, where the tape records, starts the gradient of the mean of their losses
  /// (``Tape/seed(_:of:)``), which ``Trainer`` leads back.
  ///
  /// - Returns: What the loss is, the same at any number of threads.
  func score(_ samples: Samples, on tape: Tape) throws -> TrainingScore

  /// Keeps parameters where they have a meaning, after a step: thresholds above 0.
  func constrain(_ parameters: TrainableParameters)
}

extension TrainingObjective {
  /// Leaves all parameters as they are.
  public func constrain(_ parameters: TrainableParameters) {}
}

/// How well a network does on some samples.
public struct TrainingScore: Sendable, Hashable {
  /// The sum of the samples' losses.
  public private(set) var lossSum = 0.0
  /// The samples.
  public private(set) var samples = 0
  /// The samples whose class the network tells; 0 for networks that tell none.
  public private(set) var right = 0

  /// The score of nothing.
  public init() {}

  /// The score of some samples.
  ///
  /// - Parameter loss: The mean of their losses.
  public init(loss: Double, samples: Int, right: Int = 0) {
    (lossSum, self.samples, self.right) = (loss * Double(samples), samples, right)
  }

  /// The mean of the samples' losses.
  public var loss: Double { lossSum / Double(samples) }
  /// The share of samples whose class the network tells.
  public var accuracy: Double { Double(right) / Double(samples) }

  /// Takes other samples in.
  public mutating func add(_ other: TrainingScore) {
    lossSum += other.lossSum
    samples += other.samples
    right += other.right
  }
}
