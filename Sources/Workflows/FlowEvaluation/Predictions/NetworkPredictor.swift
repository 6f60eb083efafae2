import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Recordings

/// Predicts the fields of sequences with a network, one after another as they are compared.
final class NetworkPredictor: PredictionProvider {
  private enum Network {
    case events(any EventFlowNetwork)
    case spikes(any SpikeFlowNetwork)
  }

  private let model: FlowModel
  private let options: FlowEstimatorOptions
  private let flowProtocol: FlowProtocol
  private let cropsToProtocol: Bool
  private let network: Network
  private let digest: String?
  private let workers: Workers
  private let log: JobLog
  private var iterations = 0
  private var fields = 0

  /// Reads the checkpoint.
  ///
  /// - Parameters:
  ///   - interval: The frames between two windows of spikes; nil for events.
  ///   - cropsToProtocol: Whether a network of events sees but the protocol's crop, as its authors have it.
  init(
    _ choice: FlowNetworkChoice, flowProtocol: FlowProtocol, interval: Int?, cropsToProtocol: Bool, workers: Workers,
    log: JobLog
  ) throws {
    let model = choice.model
    (self.model, self.workers, self.log) = (model, workers, log)
    (self.flowProtocol, self.cropsToProtocol) = (flowProtocol, cropsToProtocol)
    let wanted: FlowModel.Input = flowProtocol.selection == .spikes ? .spikes : .events
    guard model.input == wanted else {
      let fitting = FlowCatalog.models(for: wanted).map(\.name).joined(separator: ", ")
      throw JobError(
        wrongOptions: "\(Setting.flowProtocol, to: flowProtocol.name) has recordings of \(wanted.rawValue): "
          + "\(Setting.model, to: fitting) predicts from them, \(model.name) does not")
    }
    try model.check(choice.options)
    let checkpoint = try NetworkWeights(path: choice.weights, for: model, interval: interval)
    options = checkpoint.completing(choice.options, of: model)
    digest = checkpoint.digest
    network =
      switch model.input {
      case .spikes: .spikes(try model.spikeNetwork(checkpoint.parameters))
      case .events: .events(try model.eventNetwork(checkpoint.parameters))
      }
  }

  /// What a report says of the network, when all fields are predicted.
  var facts: FlowNetworkFacts {
    FlowNetworkFacts(
      model: model.name, weightsDigest: digest, meanIterations: fields > 0 ? Double(iterations) / Double(fields) : nil)
  }

  func source(for scene: any EvaluationScene) throws -> any PredictionSource {
    guard let recording = scene.recording else {
      throw FileError(
        .notFound, path: scene.truthPath, problem: "\(scene.name) has no recording that a network could predict from")
    }
    guard !scene.requests.isEmpty else {
      throw FileError(.badContent, path: scene.truthPath, problem: "it has no field")
    }
    let size = try scene.size()
    switch network {
    case .spikes(let network):
      return try SpikeNetworkPredictions(
        network: network, recording: recording, size: size, scene: scene, workers: workers)
    case .events(let network):
      let map = try Self.rectificationMap(beside: recording)
      try map?.requireSize(size, of: recording)
      func predictions<Estimator: EventFlowEstimator>(_ estimator: Estimator) throws -> any PredictionSource {
        try EventNetworkPredictions(
          recording: recording, size: size, scene: scene, estimator: estimator, joined: joined,
          seesBefore: network.seesWindowBefore, map: network.usesFractionalCoordinates ? nil : map,
          threads: workers.threads, log: log
        ) { [self] iterations in
          self.iterations += iterations
          fields += 1
        }
      }
      return try predictions(estimator(network, of: scene, size, map: map))
    }
  }

  private var joined: Int { if case .mvsec(let interval) = flowProtocol.selection { interval } else { 1 } }

  /// DSEC's truth is that of the rectified picture, and the map lies beside its events.
  private static func rectificationMap(beside recording: String) throws -> RectificationMap? {
    let path = Rectification.mapPath(beside: recording)
    return Paths.exists(path) ? try RectificationMap(path: path) : nil
  }

  private func estimator(
    _ network: any EventFlowNetwork, of scene: any EvaluationScene, _ size: SensorSize, map: RectificationMap?
  ) throws -> any EventFlowEstimator {
    let side = cropsToProtocol ? flowProtocol.cropSide : nil
    let crop = side.flatMap { $0 <= size.width && $0 <= size.height ? (width: $0, height: $0) : nil }
    var options = options
    if model.options.contains(.encoding) { options.encoding = encoding(of: scene) }
    let seen = crop.map { SensorSize(width: $0.width, height: $0.height) } ?? size
    try model.check(seen, for: network, path: scene.truthPath)
    var layout = network.layout(sensorWidth: size.width, sensorHeight: size.height, crop: crop)
    if network.usesFractionalCoordinates { layout.places = map?.places }
    return network.estimator(
      layout: layout, options: options, spanCount: joined, workers: workers)
  }

  /// Outdoor sequences of MVSEC are encoded in their own way.
  private func encoding(of scene: any EvaluationScene) -> SplitEncoding {
    if case .mvsec = flowProtocol.selection, MVSECFrames.isOutdoor(scene.name) { return .outdoor }
    return .indoor
  }
}
