import Datasets
import Recordings

/// A predicted field, and where it comes from for messages.
struct PredictedField {
  var field: FlowField
  var path: String
}

/// What predicts the fields of one sequence: files, or a network.
protocol PredictionSource: AnyObject {
  /// The prediction for a field of the sequence; asked in the order of its requests, each once.
  func prediction(_ index: Int) throws -> PredictedField
}

/// Where the predictions of a data set come from.
protocol PredictionProvider {
  /// The predictions for a sequence. Throws where they cannot all be made, before any is.
  func source(for scene: any EvaluationScene) throws -> any PredictionSource
}
