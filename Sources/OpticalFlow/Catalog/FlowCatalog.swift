/// The models of flow that there are. A further one is a folder with its network, and a line here.
public enum FlowCatalog {
  /// All of them, the usual one for each kind of recording first.
  public static let models: [FlowModel] = [.scflow, .contrast, .steflownet, .steflownetSmall, .eraft]

  /// The model of a name; nil where there is none.
  public static func model(named name: String) -> FlowModel? { models.first { $0.name == name } }

  /// The models that see one kind of recording, the usual one first.
  public static func models(for input: FlowModel.Input) -> [FlowModel] { models.filter { $0.input == input } }
}
