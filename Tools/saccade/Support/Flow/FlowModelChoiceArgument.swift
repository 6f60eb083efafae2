import ArgumentParser
import OpticalFlow

/// `NAME` or `NAME=WEIGHTS`: a model of flow with its checkpoint.
struct FlowModelChoiceArgument: ExpressibleByArgument {
  var model: FlowModel
  var weights: String?

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let model = FlowCatalog.model(named: String(parts[0])), parts.count == 1 || !parts[1].isEmpty else {
      return nil
    }
    self.model = model
    weights = parts.count > 1 ? String(parts[1]) : nil
  }

  static var allValueStrings: [String] { FlowCatalog.models.map(\.name) }
}
