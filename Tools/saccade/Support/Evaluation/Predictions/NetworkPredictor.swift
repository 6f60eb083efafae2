import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Recordings
import Workflows

/// Predicts the fields of sequences with a network, one after another as they are compared.
final class NetworkPredictor: PredictionProvider {
  /// What a report says of the network.
  struct Facts {
    var model: String
    var weightsDigest: String
    /// The mean over all predicted fields; nil for networks that do not iterate.
    var meanIterations: Double?

    /// The same for the report.
    var sentences: [String] {
      let refined = meanIterations.map { String(format: ", %.2f iterations a field on average", $0) } ?? ""
      return ["predicted by \(model)\(refined); its weights: \(weightsDigest)"]
    }
  }

  private enum Network {
    case events(STEFlowNet)
    case spikes(SCFlow)
  }

  private let options: EvaluationModelOptions
  private let flowProtocol: FlowProtocol
  private let cropsToProtocol: Bool
  private let network: Network
  private let digest: String
  private let workers: Workers
  private var iterations = 0
  private var fields = 0

  /// Reads the checkpoint.
  ///
  /// - Parameter cropsToProtocol: Whether a network of events sees but the protocol's crop, as its authors have it.
  init(
    _ model: FlowCommand.Model, options: EvaluationModelOptions, flowProtocol: FlowProtocol, cropsToProtocol: Bool,
    workers: Workers
  ) throws {
    (self.options, self.flowProtocol, self.cropsToProtocol) = (options, flowProtocol, cropsToProtocol)
    self.workers = workers
    let wantsSpikes = flowProtocol.selection == .spikes
    guard wantsSpikes == (model == .scflow) else {
      let fitting = wantsSpikes ? FlowCommand.Model.scflow : .steflownet
      throw Failure.Usage(
        "--protocol \(flowProtocol.name) has recordings of \(wantsSpikes ? "spikes" : "events"): "
          + "--model \(fitting.rawValue) predicts from them, \(model.rawValue) does not")
    }
    let checkpoint = try NetworkWeights(path: options.weights ?? "")
    digest = checkpoint.digest
    network =
      model == .scflow
      ? .spikes(try SCFlow(parameters: checkpoint.parameters))
      : .events(try STEFlowNet(parameters: checkpoint.parameters))
  }

  /// What a report says of the network, when all fields are predicted.
  var facts: Facts {
    switch network {
    case .spikes: Facts(model: FlowCommand.Model.scflow.rawValue, weightsDigest: digest)
    case .events:
      Facts(
        model: FlowCommand.Model.steflownet.rawValue, weightsDigest: digest,
        meanIterations: fields > 0 ? Double(iterations) / Double(fields) : nil)
    }
  }

  func source(for scene: any EvaluationScene) throws -> any PredictionSource {
    guard let recording = scene.recording else {
      throw FileError(
        .notFound, path: scene.truthPath, problem: "\(scene.name) has no recording that a network could predict from")
    }
    guard !scene.requests.isEmpty else {
      throw FileError(.badContent, path: scene.truthPath, problem: "it has no field")
    }
    let truth = try scene.truth(0)
    switch network {
    case .spikes(let network):
      return try SpikeNetworkPredictions(
        network: network, recording: recording, size: (truth.width, truth.height), scene: scene, workers: workers)
    case .events(let network):
      return try EventNetworkPredictions(
        recording: recording, size: (truth.width, truth.height), scene: scene,
        estimator: estimator(network, width: truth.width, height: truth.height),
        encoding: encoding(of: scene), threads: workers.threads
      ) { [self] iterations in
        self.iterations += iterations
        fields += 1
      }
    }
  }

  private var joined: Int { if case .mvsec(let interval) = flowProtocol.selection { interval } else { 1 } }

  private func estimator(_ network: STEFlowNet, width: Int, height: Int) -> EventFlowEstimator {
    let side = cropsToProtocol ? flowProtocol.cropSide : nil
    let crop = side.flatMap { $0 <= width && $0 <= height ? (width: $0, height: $0) : nil }
    return EventFlowEstimator(
      network: network, layout: EventFlowLayout(sensorWidth: width, sensorHeight: height, crop: crop),
      options: EventFlowEstimator.Options(
        splits: options.splits ?? EventFlowRefinement.publishedSplitCount, intervals: joined,
        iterations: options.iterations ?? STEFlowNet.publishedIterationCount, stopUpdate: options.stopWhen),
      workers: workers)
  }

  /// Outdoor sequences of MVSEC are encoded in their own way.
  private func encoding(of scene: any EvaluationScene) -> EventFlowRefinement.Encoding {
    if case .mvsec = flowProtocol.selection, MVSECFrames.isOutdoor(scene.name) { return .outdoor }
    return .indoor
  }
}
