import Datasets
import Files
import Recordings
import SpikingNetworks
import Tensors
import Workflows

/// What readers of parameters, of spikes and of what people write promise of a damaged file.
enum ParameterReading {
  private static let mostFrames = 64

  static func read(_ path: String, _ reader: FuzzTarget.Reader) throws {
    switch reader {
    case .spikes(let format):
      let source = try SpikeFiles.open(
        path, format: format, options: SpikeReadOptions(size: SpikeGeometry(width: 12, height: 5)))
      let count = min(source.frameCount, mostFrames)
      guard source.geometry.pixelCount <= 1 << 22 else { return }
      for frame in 0..<count {
        let one = try source.frames(frame..<frame + 1)
        require(one.frameCount == 1 && one.geometry == source.geometry, "A frame has another size.")
        require(one.unpacked().scalars.allSatisfy { $0 <= 1 }, "A spike is neither 0 nor 1.")
      }
    case .checkpoint:
      let checkpoint = try Checkpoint(path: path)
      let floats = try checkpoint.float32Tensors
      require(floats.keys.allSatisfy(checkpoint.names.contains), "A tensor has no name.")
    case .classifier: _ = try SpikingClassifier(ClassifierCheckpoint(path: path))
    case .law: _ = try SceneLawFile(path: path)
    case .scene: _ = try SceneFile(path: path)
    case .events, .writer, .flow, .times, .groundTruth, .flowArchive, .rectificationMap, .idx, .cifar, .gestureLabels,
      .nir:
      return
    }
  }
}
