import Files
import Foundation
import NeuralNetworks

/// What a training by steps knows besides its parameters, so that it goes on as if nothing had been: it stands in the
/// metadata of its states.
struct TrainingRecord: Codable, Equatable {
  /// The best score of a validation.
  var bestScore: Double?
  /// The step after which it was made.
  var bestStep: Int?
  /// A mean of the losses of late; nil before the first.
  var recentLoss: Double?
  /// The least ``recentLoss`` since it is a mean of many steps.
  var leastLoss: Double?
  /// How many steps ``recentLoss`` is of.
  var meanCount: Int?
  /// The sums since the last line of metrics, and how many steps they are of.
  var lossSum = 0.0
  var normSum = 0.0
  var sumCount = 0

  private static let key = "training_record"

  init() {}

  /// The record of a state.
  init(of checkpoint: TrainingCheckpoint) throws {
    guard let text = checkpoint.metadata[Self.key],
      let record = try? JSONDecoder().decode(TrainingRecord.self, from: Data(text.utf8))
    else {
      throw FileError(
        .badContent, path: checkpoint.source, problem: "it is the state of another kind of training",
        remedy: "name a state that this verb wrote")
    }
    self = record
  }

  /// The strings of a state.
  func metadata() throws -> [String: String] { [Self.key: String(decoding: try JSONText.encode(self), as: UTF8.self)] }

  /// Takes a step in.
  mutating func add(loss: Double, norm: Double) {
    let memory = 0.98
    recentLoss = recentLoss.map { memory * $0 + (1 - memory) * loss } ?? loss
    let (count, settled) = ((meanCount ?? 0) + 1, 100)
    meanCount = count
    if count >= settled, let recentLoss { leastLoss = min(leastLoss ?? recentLoss, recentLoss) }
    lossSum += loss
    normSum += norm
    sumCount += 1
  }

  /// The means since the last line, which begin anew.
  mutating func takeMeans() -> (loss: Double, norm: Double) {
    let count = Double(max(sumCount, 1))
    defer { (lossSum, normSum, sumCount) = (0, 0, 0) }
    return (lossSum / count, normSum / count)
  }
}
