import Foundation

/// How long the steps of an optimiser are in the course of training.
public struct LearningRateSchedule: Sendable, Hashable, Codable {
  /// What the rate does behind the warm-up.
  public enum Shape: Sendable, Hashable, Codable {
    /// It stays.
    case constant
    /// It is multiplied by `factor` after every `epochs` epochs.
    case steps(epochs: Int, factor: Double)
    /// It falls to the share `floor` of itself in half a wave of the cosine (Loshchilov and Hutter, ICLR 2017).
    case cosine(floor: Double = 0)
  }

  /// The rate at its highest.
  public var rate: Double
  /// What the rate does behind the warm-up.
  public var shape: Shape
  /// The epochs in which the rate grows from 0, evenly.
  public var warmupEpochs: Double

  /// Describes a schedule.
  public init(rate: Double, shape: Shape = .constant, warmupEpochs: Double = 0) {
    self.rate = rate
    self.shape = shape
    self.warmupEpochs = warmupEpochs
  }

  /// The rate of a step.
  ///
  /// - Parameters:
  ///   - step: The step, counted from 0 over all epochs.
  ///   - stepsPerEpoch: The steps of an epoch.
  ///   - epochs: The epochs of the whole training.
  public func rate(step: Int, stepsPerEpoch: Int, epochs: Int) -> Double {
    let epoch = Double(step) / Double(stepsPerEpoch)
    if epoch < warmupEpochs {
      // The first step has a length, too.
      let next = 1 / Double(stepsPerEpoch)
      return rate * (epoch + next) / (warmupEpochs + next)
    }
    switch shape {
    case .constant: return rate
    case .steps(let length, let factor): return rate * pow(factor, (epoch / Double(length)).rounded(.down))
    case .cosine(let floor):
      let length = max(Double(epochs) - warmupEpochs, 1e-9)
      let share = min(1, (epoch - warmupEpochs) / length)
      return rate * (floor + (1 - floor) * (1 + cos(.pi * share)) / 2)
    }
  }
}
