import Datasets
import Foundation
import OpticalFlow

/// Where the fields that are compared with the truth come from.
public enum FlowPredictions: Sendable {
  /// Files: a folder of fields for a single sequence, or one with a folder for each; a file where one field is compared.
  /// They are found by the times or frames in `index.json`, by names, by numbers, or by order.
  case files(path: String, format: FlowFormat? = nil)
  /// A network, which predicts them from the recordings of the data set.
  case network(FlowNetworkChoice)
}

/// A network of flow, and how it is run.
public struct FlowNetworkChoice: Sendable {
  /// The network.
  public var model: FlowModel
  /// The checkpoint: `.pth`, `.pth.tar`, `.safetensors` or `.npz`; nil for a model that needs none.
  public var weights: String?
  /// How it estimates; events are encoded as each sequence needs it.
  public var options: FlowEstimatorOptions

  /// Chooses a network.
  public init(_ model: FlowModel, weights: String? = nil, options: FlowEstimatorOptions = FlowEstimatorOptions()) {
    (self.model, self.weights, self.options) = (model, weights, options)
  }
}

/// What a report says of the network that predicted.
public struct FlowNetworkFacts: Sendable, Hashable {
  /// Its name.
  public var model: String
  /// What tells its checkpoint from another; nil where it has none.
  public var weightsDigest: String?
  /// The mean over all predicted fields; nil for networks that do not iterate.
  public var meanIterations: Double?

  /// The same in a sentence.
  var sentence: String {
    let refined = meanIterations.map { String(format: ", %.2f iterations a field on average", $0) } ?? ""
    return "predicted by \(model)\(refined)" + (weightsDigest.map { "; its weights: \($0)" } ?? "")
  }
}
