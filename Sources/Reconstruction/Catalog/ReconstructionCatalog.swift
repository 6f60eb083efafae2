/// The models that make pictures from events. A further one is a folder with its network, and a line here.
public enum ReconstructionCatalog {
  /// All of them, the usual one first.
  public static let models: [ReconstructionModel] = [.firenet]

  /// The model of a name; nil where there is none.
  public static func model(named name: String) -> ReconstructionModel? { models.first { $0.name == name } }
}
