import Datasets
import Files
import SpikingNetworks
import Tensors

/// Pictures of a data set that a network is calibrated on: some of its part for training, spread evenly over it.
struct CalibrationPictures {
  private let dataset: ClassificationDataset
  private let input: ClassifierInput
  private let architecture: ClassifierArchitecture

  /// Opens a data set for a network.
  ///
  /// - Throws: `FileError` where it is none, or its samples are not what the network takes.
  init(path: String, for checkpoint: ClassifierCheckpoint) throws {
    dataset = try ClassificationDataset(path, split: .train)
    architecture = checkpoint.architecture
    let wanted = architecture.inputShape
    let shown = wanted.map(String.init).joined(separator: "x")
    guard case .pictures(let channels, let height, let width) = dataset.kind else {
      throw FileError(
        .badContent, path: path, problem: "its samples are recordings of events",
        remedy: "a network is calibrated on pictures, of \(shown) here")
    }
    guard [channels, height, width] == wanted else {
      throw FileError(
        .badContent, path: path,
        problem: "its pictures are \(channels)x\(height)x\(width); the network \(architecture.name) takes \(shown)",
        remedy: "name the data set that the network was trained on")
    }
    guard let input = checkpoint.input, case .pictures = input else { throw InputSummary.unknown(checkpoint) }
    self.input = input
  }

  /// Which pictures are taken where so many are wanted at most.
  func indices(_ wanted: Int) -> [Int] {
    let taken = min(wanted, dataset.count)
    return (0..<taken).map { $0 * dataset.count / taken }
  }

  /// Pictures as the network takes them.
  func values(at indices: some Collection<Int>) throws -> Tensor<Float> {
    input.values(of: try dataset.pictures(at: indices))
  }

  /// The labels of pictures, where they are the network's classes.
  func labels(at indices: [Int]) -> [Int]? {
    dataset.classNames.count == architecture.classes ? indices.map { dataset.labels[$0] } : nil
  }
}
