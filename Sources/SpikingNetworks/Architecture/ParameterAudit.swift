import Files
import NeuralNetworks
import Tensors

/// Holds the parameters of a checkpoint against those of an architecture, and finds all that is wrong at once.
struct ParameterAudit {
  private let architecture: ClassifierArchitecture
  private let shapes: [String: [Int]]
  private let unreadable: [String]

  /// - Parameter unreadable: Parameters of a type that cannot be read.
  init(architecture: ClassifierArchitecture, shapes: [String: [Int]], unreadable: [String] = []) {
    self.architecture = architecture
    self.shapes = shapes
    self.unreadable = unreadable
  }

  /// Throws where the architecture is none, or parameters are missing, extra, misshapen or unreadable.
  func check(source: String) throws {
    do {
      _ = try architecture.checked()
    } catch {
      throw FileError(
        .badContent, path: source, problem: "it is no \(architecture.name): \(error)",
        remedy: "name another network with \(Setting.architecture), or store this one again")
    }
    let expected = architecture.parameters
    let names = Set(expected.map(\.name))
    let missing = expected.filter { shapes[$0.name] == nil && !unreadable.contains($0.name) }.map(\.name)
    let extra = (shapes.keys.filter { !names.contains($0) } + unreadable.filter { !names.contains($0) }).sorted()
    let misshapen = expected.compactMap { parameter -> String? in
      guard let shape = shapes[parameter.name], !parameter.accepts(shape) else { return nil }
      return "\(parameter.name) \(shape) in place of \(parameter.shape)"
    }
    let found: [(what: String, names: [String])] = [
      ("missing", missing), ("extra", extra), ("misshapen", misshapen),
      ("of a type that cannot be read", unreadable.filter(names.contains)),
    ]
    let faults = found.filter { !$0.names.isEmpty }
    if faults.isEmpty { return }
    let told = faults.map { "\($0.names.count) \($0.what): \($0.names.joined(separator: ", "))" }
    throw ParameterError(
      .otherNetwork, source: source,
      problem: "its parameters are not those of \(architecture.name): \(told.joined(separator: "; "))",
      remedy: "another network may be named with \(Setting.architecture)")
  }

  /// Throws where parameters hold what no network computes with: values that are no numbers, variances below 0,
  /// thresholds and steps that are not above 0.
  static func checkValues(
    architecture: ClassifierArchitecture, tensors: [String: Tensor<Float>], source: String
  ) throws {
    let faults = architecture.parameters.compactMap { parameter -> String? in
      tensors[parameter.name]?.withUnsafeBufferPointer { values in
        if !values.allSatisfy(\.isFinite) { return "\(parameter.name) holds values that are no numbers" }
        switch parameter.role {
        case .runningVariance:
          return values.allSatisfy { $0 >= 0 } ? nil : "\(parameter.name) holds a variance below 0"
        case .threshold, .step: return values.allSatisfy { $0 > 0 } ? nil : "\(parameter.name) is not above 0"
        case .weight, .bias, .normalizationScale, .normalizationShift, .runningMean: return nil
        }
      }
    }
    if faults.isEmpty { return }
    throw ParameterError(
      .value, source: source, problem: faults.joined(separator: ", "), remedy: "the training that wrote it failed")
  }
}
