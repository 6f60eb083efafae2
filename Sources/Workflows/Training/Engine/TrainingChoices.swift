import Files
import Foundation
import NeuralNetworks
import Tensors

/// What a user says of a training beside its configuration. States keep it, so that a run that goes on from one needs
/// nothing but the configuration and the state.
public struct TrainingChoices: Codable, Equatable, Sendable {
  /// The data set, in place of the configuration's.
  public var data: String?
  /// Where the result goes.
  public var output: String?
  /// The epochs or steps, in place of the configuration's.
  public var length: Int?
  /// The seed, in place of the configuration's.
  public var seed: UInt64?
  /// The unit of time of recordings that do not state it.
  public var timeUnit: String?
  /// Parameters that stay as they are, besides the configuration's.
  public var frozen: [String]?

  private static let key = "training_choices"

  /// Gathers what was said.
  public init(
    data: String? = nil, output: String? = nil, length: Int? = nil, seed: UInt64? = nil, timeUnit: String? = nil,
    frozen: [String]? = nil
  ) {
    (self.data, self.output, self.length, self.seed) = (data, output, length, seed)
    (self.timeUnit, self.frozen) = (timeUnit, frozen)
  }

  /// What was said of the training that wrote a state, with what is said now in its place.
  ///
  /// - Parameter state: The state; nil for none, and for what is said now alone.
  /// - Throws: `FileError` where it cannot be read.
  public init(_ now: TrainingChoices, goingOnFrom state: String?) throws {
    self = now
    guard let state, let text = try SafetensorsFile(path: state).metadata[Self.key],
      let kept = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
    else { return }
    (data, output, length) = (data ?? kept.data, output ?? kept.output, length ?? kept.length)
    (seed, timeUnit, frozen) = (seed ?? kept.seed, timeUnit ?? kept.timeUnit, frozen ?? kept.frozen)
  }

  /// The strings of a state; none where nothing was said.
  func metadata() throws -> [String: String] {
    if self == TrainingChoices() { return [:] }
    return [Self.key: String(decoding: try JSONText.encode(self), as: UTF8.self)]
  }
}
