import Files
import Foundation

/// A line of `metrics.jsonl`: the mean of some steps, or a validation.
struct TrainingMetrics: Codable, Equatable {
  /// The steps that are done.
  var step: Int
  /// The mean loss of the steps since the line before.
  var loss: Double?
  /// The rate of the last step.
  var rate: Double?
  /// The mean norm of the gradients.
  var gradientNorm: Double?
  /// The samples that were shown in a second.
  var samplesPerS: Double?
  /// The share of the time in which the optimiser waited for samples.
  var waiting: Double?
  /// The seconds that making the samples of a step took, beside it.
  var makingS: Double?
  /// Figures of samples that were set aside.
  var validation: [String: Double]?

  /// The line.
  func line() throws -> [UInt8] { Array(try JSONText.encode(self, hasSnakeCaseKeys: true)) + [UInt8(ascii: "\n")] }

  /// The lines of a file up to a step; none where there is no file. What is no line of metrics, as after a lost machine, is
  /// left out.
  static func read(_ path: String, upTo step: Int) -> [TrainingMetrics] {
    guard let bytes = FileManager.default.contents(atPath: path) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? decoder.decode(TrainingMetrics.self, from: Data($0))
    }.filter { $0.step <= step }
  }
}
