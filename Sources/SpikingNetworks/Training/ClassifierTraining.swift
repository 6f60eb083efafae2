import Kernels
import NeuralNetworks

/// How a classifier is trained.
public struct ClassifierTraining: Sendable {
  /// What is asked of a spiking classifier's outputs.
  public enum Loss: String, Sendable, Hashable, CaseIterable {
    /// The cross-entropy of their mean over time.
    case mean
    /// The mean over time of their cross-entropies (Deng et al., ICLR 2022): early steps are right, too.
    case everyStep = "every-step"
  }

  /// How often every sample is shown.
  public var epochs: Int
  /// The samples of a step; what does not fill one at an epoch's end waits for the next epoch.
  public var batch: Int
  /// How parameters follow their gradients.
  public var method: OptimizationMethod
  /// How long the steps are.
  public var schedule: LearningRateSchedule
  /// The decay of weights.
  public var weightDecay: Float
  /// The largest norm of all gradients together, or nil for no bound.
  public var largestNorm: Double?
  /// What is asked of the outputs.
  public var loss: Loss
  /// The share of a target that all classes have.
  public var labelSmoothing: Float
  /// How samples are moved.
  public var augmentation: Augmentation
  /// The time steps for pictures of a spiking classifier; recordings have their own.
  public var pictureSteps: Int
  /// The seed of the order and of the augmentation.
  public var seed: UInt64

  /// Describes a training.
  public init(
    epochs: Int, batch: Int = 64, method: OptimizationMethod = .adam(),
    schedule: LearningRateSchedule = LearningRateSchedule(rate: 1e-3), weightDecay: Float = 0,
    largestNorm: Double? = nil, loss: Loss = .mean, labelSmoothing: Float = 0,
    augmentation: Augmentation = Augmentation(), pictureSteps: Int = 1, seed: UInt64 = 0
  ) {
    precondition(epochs > 0 && batch > 0 && pictureSteps > 0, "Epochs, samples and steps are counted from 1.")
    self.epochs = epochs
    self.batch = batch
    self.method = method
    self.schedule = schedule
    self.weightDecay = weightDecay
    self.largestNorm = largestNorm
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.augmentation = augmentation
    self.pictureSteps = pictureSteps
    self.seed = seed
  }

  /// What of it holds for any network.
  public var settings: TrainingSettings {
    TrainingSettings(
      epochs: epochs, method: method, schedule: schedule, weightDecay: weightDecay, largestNorm: largestNorm, seed: seed
    )
  }
}
