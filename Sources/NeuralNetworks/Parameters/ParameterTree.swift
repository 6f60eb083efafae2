import Files
import Tensors

/// The parameters of a network, by the names of its published checkpoint.
///
/// A tree is a view on a checkpoint: `tree["encoder"]["conv1"]` reads the names that start with `encoder.conv1.`.
public struct ParameterTree: Sendable {
  /// Where the parameters come from, for errors.
  public let source: String
  private let tensors: [String: Tensor<Float>]
  private let prefix: String

  /// Makes a tree of named tensors.
  ///
  /// - Parameter source: The checkpoint's path, or what stands for it.
  public init(_ tensors: [String: Tensor<Float>], source: String) {
    self.init(tensors: tensors, source: source, prefix: "")
  }

  private init(tensors: [String: Tensor<Float>], source: String, prefix: String) {
    self.tensors = tensors
    self.source = source
    self.prefix = prefix
  }

  /// The part below `name`.
  public subscript(name: String) -> ParameterTree {
    ParameterTree(tensors: tensors, source: source, prefix: "\(prefix)\(name).")
  }

  /// The part below an index, as PyTorch names the members of a list.
  public subscript(index: Int) -> ParameterTree { self["\(index)"] }

  /// The shape of the parameter `name`, for networks whose widths are those of their checkpoint.
  ///
  /// - Throws: ``ParameterError`` where the checkpoint lacks it.
  public func shape(_ name: String) throws -> [Int] {
    guard let tensor = tensors[prefix + name] else { throw missing(name, described: "") }
    return tensor.shape
  }

  /// The parameter `name`.
  ///
  /// Cost: a pass over its values.
  ///
  /// - Throws: ``ParameterError`` where the checkpoint lacks it, it has another shape, or a value is infinite or no number.
  public func tensor(_ name: String, shape: [Int]) throws -> Tensor<Float> {
    let path = prefix + name
    guard let tensor = tensors[path] else { throw missing(name, described: " \(shape)") }
    guard tensor.shape == shape else {
      throw ParameterError(
        .shape, source: source, problem: "the parameter \(path) has the shape \(tensor.shape), not \(shape)",
        remedy: "this checkpoint is of another network or of other widths")
    }
    if let place = tensor.withUnsafeBufferPointer({ $0.firstIndex { !$0.isFinite } }) {
      throw ParameterError(
        .value, source: source, problem: "the parameter \(path) holds a value that is infinite or no number",
        place: "its value \(place) of \(tensor.count)", remedy: "the training that wrote it failed; take other weights")
    }
    return tensor
  }

  /// Whether there is a parameter `name`.
  public func holds(_ name: String) -> Bool { tensors[prefix + name] != nil }

  /// The error of a checkpoint that is of another network than the wanted one, with the name of that network where its
  /// parameters give it away.
  public func otherNetwork(than wanted: String) -> ParameterError {
    ParameterError(
      .otherNetwork, source: source, problem: "the parameters are not those of \(wanted)",
      remedy: Message(whoseParameters ?? "it \(contents); choose a checkpoint of \(wanted)"))
  }

  /// Whose parameters these are, where their names give it away.
  private var whoseParameters: String? {
    PublishedNetworks.name(ofParameters: { tensors[$0] != nil }).map { "these are \($0)'s parameters" }
  }

  private var contents: String {
    "holds \(tensors.count) tensors: \(tensors.keys.sorted().prefix(2).joined(separator: ", ")), …"
  }

  private func missing(_ name: String, described shape: String) -> ParameterError {
    ParameterError(
      .missing, source: source, problem: "the network's parameter \(prefix)\(name)\(shape) is missing",
      remedy: "this checkpoint is of another network "
        + Message(whoseParameters.map { "(\($0))" } ?? "(it \(contents))"))
  }
}
