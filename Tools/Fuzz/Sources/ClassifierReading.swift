import Datasets
import Files
import SpikingNetworks

/// What readers of data sets for classification, and of graphs, promise of a damaged file.
enum ClassifierReading {
  private static let mostValues = 1 << 16

  static func read(_ path: String, _ reader: FuzzTarget.Reader) throws {
    switch reader {
    case .idx:
      let file = try IDXFile(path: path)
      require(
        file.count * file.recordBytes == file.shape.reduce(1, *), "The shape \(file.shape) is not that of records.")
      require(try file.bytes().count == file.count * file.recordBytes, "There are fewer bytes than the shape says.")
    case .cifar:
      // Pictures of MNIST by their first bytes, which look for labels beside them.
      let file = try InputFile(path: path)
      if file.byteCount >= 4, try file.bytes(at: 0, count: 3) == [0, 0, 8] { return }
      let dataset = try ClassificationDataset(path)
      require(dataset.count > 0, "There are no samples.")
      require(dataset.labels.allSatisfy(dataset.classNames.indices.contains), "A label is no class.")
      require(try dataset.pixels(dataset.count - 1).count == 3072, "A picture has no 3072 bytes.")
      _ = try ClassificationDataset.detect(path)
    case .gestureLabels:
      let trials = try GestureLabels(path: path).trials
      require(!trials.isEmpty && trials.allSatisfy { 0..<11 ~= $0.label && $0.start <= $0.end }, "A gesture is none.")
    case .nir:
      let graph = try NIRGraph(HDF5Tree.read(path), path: path)
      let shapes = try NIRShapes(of: graph)
      let values = graph.nodes.map { shapes[$0.name].output.reduce(1, *) }
      guard values.allSatisfy({ $0 <= mostValues }) else { return }
      let executor = try NIRExecutor(graph)
      guard values.reduce(0, +) <= mostValues else { return }
      _ = executor.step([:])
    case .events, .writer, .flow, .times, .groundTruth, .flowArchive, .rectificationMap, .spikes, .checkpoint,
      .classifier, .law, .scene:
      return
    }
  }
}
