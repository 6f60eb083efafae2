import Files
import NeuralNetworks
import Tensors

/// The parameters that a training starts from.
enum TrainingParameters {
  /// Those of a checkpoint, or others.
  ///
  /// - Parameter path: Weights, or the state of a training, whose moving average is taken where it has one; or the name of
  ///   weights that the program carries, where no file is called so.
  /// - Throws: `FileError` and `ParameterError` where they are not of this network.
  static func initial(
    _ list: ParameterList, from path: String?, otherwise drawn: @autoclosure () -> [String: Tensor<Float>]
  ) throws -> [String: Tensor<Float>] {
    guard let path else { return drawn() }
    let carried = CarriedWeights(path)
    let checkpoint = try !Paths.exists(path) && carried.isCarried ? carried.checkpoint() : Checkpoint(path: path)
    let tensors = checkpoint.float32Tensors
    let tree = ParameterTree(tensors, source: path)
    let average = tree["average"]
    let isState = list.declared.allSatisfy { average.holds($0.name) }
    return try list.values(from: isState ? average : tree)
  }

  /// The names that patterns mean.
  ///
  /// - Throws: `FileError` where one means none.
  static func frozen(_ patterns: [String], of list: ParameterList, path: String) throws -> Set<String> {
    let names = list.declared.map(\.name)
    var frozen: Set<String> = []
    for pattern in patterns.map(NamePattern.init) {
      let matching = names.filter(pattern.matches)
      guard !matching.isEmpty else {
        throw FileError(
          .badContent, path: path, problem: "training.freeze: no parameter is called `\(pattern.text)`",
          remedy: "there are \(names.prefix(3).joined(separator: ", ")), …")
      }
      frozen.formUnion(matching)
    }
    return frozen
  }
}
