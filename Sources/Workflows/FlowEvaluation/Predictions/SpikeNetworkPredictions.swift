import Datasets
import Files
import Kernels
import OpticalFlow
import Recordings

/// Fields of one scene that a network predicts from its spikes; each is the prior of the next where they follow each other.
final class SpikeNetworkPredictions: PredictionSource {
  private let recording: any SpikeSource
  private let path: String
  private let estimator: any SpikeFlowEstimator
  private let half: Int
  private let frames: [Range<Int>]
  /// The frame that the field before led to.
  private var lastEnd: Int?

  init(
    network: any SpikeFlowNetwork, recording path: String, size: SensorSize, scene: any EvaluationScene,
    workers: Workers
  ) throws {
    let isPlain = path.lowercased().hasSuffix(".dat")
    let geometry = isPlain ? SpikeGeometry(checkedWidth: size.width, height: size.height) : nil
    recording = try SpikeFiles.open(path, options: SpikeReadOptions(size: geometry))
    self.path = path
    frames = try scene.requests.map { request in
      guard let frames = request.frames else {
        throw FileError(.badContent, path: scene.truthPath, problem: "\(request.title) has no frames of spikes")
      }
      return frames
    }
    let half = network.windowLength / 2
    self.half = half
    let count = recording.frameCount
    if let outside = frames.first(where: { $0.lowerBound < half || $0.upperBound + half >= count }) {
      throw FileError(
        .badContent, path: path,
        problem: "the windows around frames \(outside.lowerBound) and \(outside.upperBound) do not fit into its "
          + "\(count) frames", remedy: "take a longer recording")
    }
    guard recording.geometry.size == size else {
      throw FileError(
        .badContent, path: path, problem: "its frames are \(recording.geometry.text), the truth \(size)",
        remedy: "they must be of one camera")
    }
    estimator = network.estimator(geometry: recording.geometry, workers: workers)
  }

  func prediction(_ index: Int) throws -> PredictedField {
    let (first, second) = (frames[index].lowerBound, frames[index].upperBound)
    if lastEnd != first { estimator.reset() }
    lastEnd = second
    let flow = estimator.flow(
      from: try recording.frames(first - half..<first + half + 1),
      to: try recording.frames(second - half..<second + half + 1), interval: second - first)
    return PredictedField(field: FlowField(flow: flow), path: path)
  }
}
