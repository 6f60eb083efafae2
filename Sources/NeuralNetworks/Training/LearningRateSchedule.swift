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
    /// It rises from the share `start` of itself to its highest in the share `rise` of the whole training, and falls to the
    /// share `end`, both in half a wave of the cosine (Smith and Topin 2019, with the constants of PyTorch).
    case oneCycle(rise: Double = 0.3, start: Double = 1.0 / 25, end: Double = 1.0 / 250_000)
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
    case .oneCycle(let rise, let start, let end):
      // The last step has the last rate.
      let length = max(Double(epochs) - warmupEpochs - 1 / Double(stepsPerEpoch), 1e-9)
      let share = min(1, (epoch - warmupEpochs) / length)
      func wave(from first: Double, to last: Double, _ part: Double) -> Double {
        rate * (last + (first - last) * (1 + cos(.pi * part)) / 2)
      }
      return share < rise ? wave(from: start, to: 1, share / rise) : wave(from: 1, to: end, (share - rise) / (1 - rise))
    }
  }
}
