import ArgumentParser
import OpticalFlow

extension FlowModel: ExpressibleByArgument {
  /// The model of a name of the catalog.
  public init?(argument: String) {
    guard let model = FlowCatalog.model(named: argument) else { return nil }
    self = model
  }

  /// The names that may be typed.
  public static var allValueStrings: [String] { FlowCatalog.models.map(\.name) }
}
