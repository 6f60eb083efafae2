import Files
import Foundation
import Kernels
import Media
import NeuralNetworks
import OpticalFlow
import Reconstruction
import Tensors

/// The parameters of a network: of a checkpoint that a user names, those that the program carries, or none for a model that
/// needs none.
package struct NetworkWeights {
  /// The checkpoint's path; nil where none was named.
  package let path: String?
  /// The name of the set that is carried; nil where it is not one.
  package let carried: String?
  package let parameters: ParameterTree
  /// Tells one file from another: the SHA-256 of its bytes, as `sha256sum` prints it; nil without one.
  package let digest: String?
  /// What a training wrote beside them.
  private let metadata: [String: String]
  /// A doubt about what they are used for.
  package private(set) var doubt: Message?

  package init(path: String) throws {
    (self.path, carried) = (path, nil)
    let checkpoint = try Checkpoint(path: path)
    parameters = ParameterTree(checkpoint.float32Tensors, source: path)
    metadata = checkpoint.metadata
    digest = try FileDigest(path: path).description
  }

  /// Those that are carried under a name.
  private init(_ weights: CarriedWeights) throws {
    (path, carried) = (nil, weights.name)
    let checkpoint = try weights.checkpoint()
    parameters = ParameterTree(checkpoint.float32Tensors, source: weights.name)
    metadata = checkpoint.metadata
    digest = try FileDigest(of: [weights.bytes], path: weights.name).description
  }

  private init(ofModelWithoutAny name: String) {
    (path, carried, digest) = (nil, nil, nil)
    parameters = ParameterTree([:], source: name)
    metadata = [:]
  }

  /// The name under which a training writes how a network was run.
  static let (iterationsKey, splitsKey, passesKey) = ("iterations", "splits", "passes")

  /// A network that learnt passes makes as many again where they still sharpen.
  static let passesPerTrained = 2

  /// Options of which those that are not given are as these weights were trained, where they say so.
  func completing(_ options: FlowEstimatorOptions, of model: FlowModel) -> FlowEstimatorOptions {
    func trained(_ key: String) -> Int? {
      metadata[key].flatMap(Int.init).flatMap { (1...1000).contains($0) ? $0 : nil }
    }
    var options = options
    if model.options.contains(.iterations) { options.iterations = options.iterations ?? trained(Self.iterationsKey) }
    if model.options.contains(.passes), !options.carriesStates, !options.measuresNextUpdate {
      options.passes = options.passes ?? trained(Self.passesKey).map { $0 > 1 ? Self.passesPerTrained * $0 : 1 }
    }
    if model.options.contains(.splits) { options.splits = options.splits ?? trained(Self.splitsKey) }
    return options
  }

  /// The parameters for a model of flow: of the checkpoint that is named, else what is carried.
  ///
  /// - Parameter interval: The frames between two windows of spikes; nil for events.
  /// - Throws: ``JobError`` where the model needs some and there are none, or some are given that it does not need.
  package init(path: String?, for model: FlowModel, interval: Int? = nil) throws {
    guard model.needsWeights else {
      if path != nil {
        throw JobError(wrongOptions: "\(Setting.weights): \(model.name) has no parameters and takes none")
      }
      self.init(ofModelWithoutAny: model.name)
      return
    }
    if let path {
      try self.init(path: path)
      return
    }
    guard let set = model.carriedWeights(interval: interval) else {
      let free = FlowCatalog.models(for: model.input).filter { !$0.needsWeights || $0.carriedWeights() != nil }
      let other: Message =
        free.isEmpty ? "" : "; \(Setting.model, to: free.map(\.name).joined(separator: ", ")) needs none"
      // What is to be carried is what can be trained here.
      throw Self.nothingCarried(model.name, trainedBy: model.carried.isEmpty ? nil : .trainFlow, other)
    }
    try self.init(set.weights)
    if let interval, !set.isTrained(for: interval) {
      let trained = set.intervals.map(String.init).joined(separator: " and ")
      doubt = "\(Setting.joinedSpans, to: "\(interval)"): the weights \(set.weights.name) were trained for \(trained)"
    }
  }

  /// The parameters for a model of pictures: of the checkpoint that is named, else what is carried.
  ///
  /// - Throws: ``JobError`` where there are none.
  package init(path: String?, for model: ReconstructionModel) throws {
    if let path {
      try self.init(path: path)
      return
    }
    guard model.carried.isCarried else { throw Self.nothingCarried(model.name, trainedBy: .trainReconstruction) }
    try self.init(model.carried)
  }

  private static func nothingCarried(_ model: String, trainedBy work: Work?, _ other: Message = "") -> JobError {
    let training: Message = work.map { ", \($0) makes them" } ?? ""
    return JobError(
      wrongOptions: "\(Setting.weights) is needed: no trained weights of \(model) are carried; "
        + "\(Work.listNetworks) says where there are some" + training + other)
  }

  /// Tells what a network of these weights is run with.
  ///
  /// - Throws: What the observer makes of a doubt.
  func describeRun(workers: Workers, workspace: Int, observer: any JobObserver) throws {
    if let name = path ?? carried, let digest { observer.detail("weights: \(name), \(digest)") }
    if let doubt { try observer.warn(JobWarning(kind: "weights", path: carried ?? "", doubt)) }
    observer.detail("matrix products: \(try BLAS.shared().description)")
    observer.detail(
      "inner loops: \(workers.instructionSet.rawValue), \(Text.count(workers.threads, "thread"))")
    observer.detail("maps of the network: \(String(format: "%.1f MB", Double(workspace) / 1e6))")
  }
}
