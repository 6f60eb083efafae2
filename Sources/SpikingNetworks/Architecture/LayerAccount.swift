/// One layer of a classifier with the shapes that it has in it.
public struct LayerAccount: Sendable, Hashable {
  /// The layer; never a `residual`, whose layers have accounts of their own.
  public var layer: ClassifierLayer
  /// Channels, rows and columns of its input.
  public var inputShape: [Int]
  /// Channels, rows and columns of its output.
  public var outputShape: [Int]
  /// The products of one sample that are added up: those of convolutions and linear layers.
  public var multiplyAccumulates: Int
  /// The neurons of one sample, where the layer is an activation; else 0.
  public var neurons: Int

  /// The name of the layer's parameters, or the kind of a layer that has none.
  public var name: String { layer.name }
}

extension ClassifierLayer {
  /// The name of the layer's parameters, or the kind of a layer that has none.
  public var name: String {
    switch self {
    case .convolution(let description): description.name
    case .batchNormalization(let name, _, _): name
    case .activation(let name, _): name
    case .linear(let name, _, _, _): name
    case .averagePool: "averagePool"
    case .maxPool: "maxPool"
    case .globalAveragePool: "globalAveragePool"
    case .flatten: "flatten"
    case .residual: "residual"
    }
  }
}

/// Why an architecture is none: its layers do not fit each other.
public struct ArchitectureFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The layer's name.
  public var layer: String
  /// What is wrong with it: a clause.
  public var problem: String

  /// The layer and what is wrong with it.
  public var description: String { "the layer \(layer) \(problem)" }
}

extension ClassifierArchitecture {
  /// Every layer in the order of the computation, those of a residual block's body before those of its shortcut.
  ///
  /// - Precondition: The layers fit each other, as ``checked()`` tells.
  public var accounts: [LayerAccount] {
    do {
      return try checked()
    } catch {
      preconditionFailure("The architecture \(name) cannot be computed: \(error).")
    }
  }

  /// The shape `[channels, rows, columns]` after each of ``layers``.
  ///
  /// - Precondition: The layers fit each other, as ``checked()`` tells.
  public var outputShapes: [[Int]] {
    var survey = ArchitectureSurvey()
    var shape = inputShape
    do {
      return try layers.map { layer in
        try survey.visit(layer, shape: &shape)
        return shape
      }
    } catch {
      preconditionFailure("The architecture \(name) cannot be computed: \(error).")
    }
  }

  /// The products of one sample that are added up in one pass, or in one step.
  public var multiplyAccumulates: Int { accounts.reduce(0) { $0 + $1.multiplyAccumulates } }

  /// The neurons of one sample, or activations.
  public var neurons: Int { accounts.reduce(0) { $0 + $1.neurons } }

  /// The accounts of all layers.
  ///
  /// - Throws: ``ArchitectureFault`` where layers do not fit each other; for descriptions that came from a file.
  public func checked() throws(ArchitectureFault) -> [LayerAccount] {
    guard inputShape.count == 3, inputShape.allSatisfy({ (1...ArchitectureSurvey.largestExtent).contains($0) }) else {
      throw ArchitectureFault(layer: "input", problem: "has the shape \(inputShape)")
    }
    var survey = ArchitectureSurvey()
    var shape = inputShape
    try survey.visit(layers, shape: &shape)
    guard shape == [classes, 1, 1] else {
      throw ArchitectureFault(
        layer: layers.last?.name ?? "none", problem: "ends in the shape \(shape), not in \(classes) classes")
    }
    return survey.accounts
  }
}
