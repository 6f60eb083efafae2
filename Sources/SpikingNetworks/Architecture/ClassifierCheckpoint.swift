import Files
import Foundation
import NeuralNetworks
import Tensors

/// A classifier with its parameters, checked to be whole.
public struct ClassifierCheckpoint: Sendable {
  /// What the classifier consists of.
  public var architecture: ClassifierArchitecture
  /// The parameters by their names in the architecture.
  public var tensors: [String: Tensor<Float>]
  /// What becomes of a recording before the classifier sees it; nil where neither the file nor a publication tells.
  public var input: ClassifierInput?
  /// Who says so; nil where nobody does, or nothing is known of it.
  public var inputOrigin: ClassifierInput.Origin?
  /// What the classifier was before its activations became spiking neurons; nil where it was always so, or nobody says.
  public var unconvertedArchitecture: ClassifierArchitecture?
  /// Where the parameters come from, for errors.
  public var source: String

  /// The levels of a quantised activation where nothing states them.
  public static let defaultLevels = 4
  private static let originKey = "input_origin"
  private static let unconvertedKey = "unconverted_architecture"

  /// Puts a classifier together.
  ///
  /// - Throws: `ParameterError` that lists every parameter that is missing, not the architecture's, of another shape or
  ///   without meaning.
  public init(
    architecture: ClassifierArchitecture, tensors: [String: Tensor<Float>], input: ClassifierInput?,
    inputOrigin: ClassifierInput.Origin? = nil, source: String
  ) throws {
    try ParameterAudit(architecture: architecture, shapes: tensors.mapValues(\.shape)).check(source: source)
    try ParameterAudit.checkValues(architecture: architecture, tensors: tensors, source: source)
    self.architecture = architecture
    self.tensors = tensors
    self.input = input
    self.inputOrigin = inputOrigin
    self.source = source
  }

  /// Reads a checkpoint of a published kind, or one that Saccade stored.
  ///
  /// A file that Saccade stored says what it holds. Of others the names of the parameters tell the kind, and their
  /// shapes the widths; counters of batches are passed over.
  ///
  /// - Parameters:
  ///   - name: A name of ``ClassifierCatalog``; nil for what the file says or its names tell.
  ///   - levels: The levels of quantised activations, where the file does not state them.
  /// - Throws: `ParameterError` that lists every parameter that is missing, not the architecture's, of another shape or
  ///   without meaning.
  public init(_ checkpoint: Checkpoint, architecture name: String? = nil, levels: Int? = nil) throws {
    let path = checkpoint.path
    var tensors: [String: Tensor<Float>] = [:]
    for (name, tensor) in checkpoint.tensors where !name.hasSuffix("num_batches_tracked") {
      tensors[Self.unwrapped(name)] = tensor.float32
    }
    let shapes = tensors.mapValues(\.shape)
    let unreadable = checkpoint.names.filter { checkpoint.tensors[$0] == nil }.map(Self.unwrapped)
    var input: ClassifierInput?
    let architecture: ClassifierArchitecture
    if let name {
      guard let entry = ClassifierCatalog.entry(named: name) else {
        let known = Likeness.remedy(for: name, among: ClassifierCatalog.entries.map(\.name))
        throw FileError(
          .badContent, path: path, problem: "there is no architecture named \(name)", remedy: Message(known))
      }
      architecture = entry.layout.architecture(fitting: shapes, levels: levels ?? Self.defaultLevels)
    } else if let stored = checkpoint.metadata["architecture"], stored.hasPrefix("{") {
      architecture = try Self.decoded(ClassifierArchitecture.self, stored, key: "architecture", path: path)
      if let stored = checkpoint.metadata["input"] {
        input = try Self.decoded(ClassifierInput.self, stored, key: "input", path: path)
      }
      unconvertedArchitecture = try checkpoint.metadata[Self.unconvertedKey].map {
        try Self.decoded(ClassifierArchitecture.self, $0, key: Self.unconvertedKey, path: path)
      }
    } else if let layout = ClassifierLayout(recognizing: shapes) {
      architecture = layout.architecture(fitting: shapes, levels: levels ?? Self.defaultLevels)
    } else {
      let first = shapes.keys.sorted().prefix(3).joined(separator: ", ")
      throw FileError(
        .badContent, path: path, problem: "its parameters are those of no classifier known (\(first), …)",
        remedy: "name the network with \(Setting.architecture); \(Work.listNetworks) lists them")
    }
    let audit = ParameterAudit(architecture: architecture, shapes: shapes, unreadable: unreadable)
    try audit.check(source: path)
    try ParameterAudit.checkValues(architecture: architecture, tensors: tensors, source: path)
    if let fault = input?.fault(channels: architecture.inputShape[0]) {
      throw FileError(.badContent, path: path, problem: "its input \(fault)", place: "metadata key input")
    }
    self.architecture = architecture
    self.tensors = tensors
    if let input {
      (self.input, inputOrigin) = (input, .stored(checkpoint.metadata[Self.originKey]))
    } else if let published = PublishedInput(for: architecture) {
      (self.input, inputOrigin) = (published.input, .published(published.source))
    }
    source = path
  }

  /// Reads a file: ``init(_:architecture:levels:)`` of ``Checkpoint``.
  public init(path: String, architecture name: String? = nil, levels: Int? = nil) throws {
    try self.init(Checkpoint(path: path), architecture: name, levels: levels)
  }

  /// The parameters as layers read them.
  public var parameters: ParameterTree { ParameterTree(tensors, source: source) }

  /// Stores the classifier as a `.safetensors` file that says what it holds.
  ///
  /// Keys of the metadata: `architecture`, `input` and `unconverted_architecture`, as JSON, `input_origin` in words, and
  /// `version`.
  ///
  /// - Parameters:
  ///   - version: The version of the program that writes.
  ///   - metadata: More strings to store.
  /// - Throws: ``FileError`` where the file cannot be written.
  public func write(
    to path: String, version: String, metadata: [String: String] = [:], overwrite: Bool = false
  ) throws {
    var all = metadata
    all["architecture"] = String(decoding: try JSONText.encode(architecture), as: UTF8.self)
    if let input { all["input"] = String(decoding: try JSONText.encode(input), as: UTF8.self) }
    if let unconvertedArchitecture {
      all[Self.unconvertedKey] = String(decoding: try JSONText.encode(unconvertedArchitecture), as: UTF8.self)
    }
    all[Self.originKey] = inputOrigin?.stored
    all["version"] = version
    // The order of the computation, so that the same network gives the same bytes.
    let ordered = architecture.parameters.compactMap { parameter in
      tensors[parameter.name].map { (name: parameter.name, tensor: AnyTensor($0)) }
    }
    try SafetensorsFile.write(ordered, metadata: all, to: path, overwrite: overwrite)
  }

  /// A name without the `module.` of a parallel wrapper.
  private static func unwrapped(_ name: String) -> String {
    name.hasPrefix("module.") ? String(name.dropFirst("module.".count)) : name
  }

  private static func decoded<Value: Decodable>(
    _: Value.Type, _ text: String, key: String, path: String
  ) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw FileError(
        .badContent, path: path, problem: "its description of the network cannot be read",
        place: "metadata key \(key)", remedy: "name the network with \(Setting.architecture)")
    }
  }
}
