import Kernels
import Tensors

/// What becomes of a recording before a classifier sees it.
public enum ClassifierInput: Sendable, Hashable, Codable {
  /// Pictures: `(pixel / 255 − mean) / deviation`, one mean and one deviation a channel.
  case pictures(mean: [Float], deviation: [Float])
  /// Events: `bins` steps of `durationMicroseconds`, each `[2, rows, columns]`, channel 0 the number of events that
  /// went darker, channel 1 of those that went brighter.
  case events(bins: Int, durationMicroseconds: Int64)

  /// Who says what becomes of a recording.
  public enum Origin: Sendable, Hashable {
    /// Whoever reads the network.
    case given
    /// A repository whose names the parameters have.
    case published(String)
    /// The file, which may say who told it.
    case stored(String?)

    /// What a sentence says of it.
    public var text: String {
      switch self {
      case .given: "given"
      case .published(let source): "those of \(source), whose names the parameters have"
      case .stored(let origin): "stored with the network" + (origin.map { ": \($0)" } ?? "")
      }
    }

    /// What a file keeps of it.
    var stored: String? { if case .stored(let origin) = self { origin } else { text } }
  }

  /// The mean and deviation of CIFAR-10 that the QCFS repository uses, and those of kuangliu and chenyaofo.
  public static let qcfsCIFAR = ClassifierInput.pictures(
    mean: [0.4914, 0.4822, 0.4465], deviation: [0.2023, 0.1994, 0.2010])
  /// The mean and deviation of ImageNet, which the plain CIFAR-10 networks use, too.
  public static let imageNet = ClassifierInput.pictures(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
  /// The mean and deviation of MNIST.
  public static let mnist = ClassifierInput.pictures(mean: [0.1307], deviation: [0.3081])

  /// Pictures as the network takes them.
  ///
  /// - Parameter pictures: `[samples, channels, rows, columns]`, 0…1, with as many channels as there are means.
  /// - Returns: The same shape.
  public func values(of pictures: Tensor<Float>) -> Tensor<Float> {
    guard case .pictures(let mean, let deviation) = self else {
      preconditionFailure("A classifier of events takes no pictures.")
    }
    precondition(
      pictures.rank == 4 && pictures.shape[1] == mean.count && mean.count == deviation.count,
      "Pictures of shape \(pictures.shape) have no \(mean.count) channels.")
    let plane = pictures.shape[2] * pictures.shape[3]
    return pictures.withUnsafeBufferPointer { source in
      Tensor(unsafeUninitializedShape: pictures.shape) { target in
        for first in stride(from: 0, to: source.count, by: max(plane, 1)) {
          let channel = first / plane % mean.count
          let (center, width) = (mean[channel], deviation[channel])
          for index in first..<first + plane {
            target.initializeElement(at: index, to: (source[index] - center) / width)
          }
        }
      }
    }
  }

  /// Pictures as the network takes them over time steps.
  ///
  /// Spikes stand for a picture's own values, 0…1, and are then brought to the mean and deviation as the picture would
  /// be: their average over many steps is the constant current.
  ///
  /// - Parameters:
  ///   - pictures: `[samples, channels, rows, columns]`, 0…1, with as many channels as there are means.
  ///   - coding: How values become steps.
  ///   - numbers: Each sample's number in its data set, by which spikes are drawn; nil counts from 0.
  public func input(
    of pictures: Tensor<Float>, coding: PictureCoding, steps: Int, numbers: [Int]? = nil, workers: Workers
  ) -> SpikingInput {
    switch coding.input(of: pictures, steps: steps, numbers: numbers, workers: workers) {
    case .constant(let pictures): return .constant(values(of: pictures))
    case .sequence(let spikes):
      let samples = [spikes.shape[0] * spikes.shape[1]] + spikes.shape.dropFirst(2)
      return .sequence(values(of: spikes.reshaped(to: samples)).reshaped(to: spikes.shape))
    }
  }

  /// What is wrong with it for a network of these channels, where it came from a file.
  func fault(channels: Int) -> String? {
    switch self {
    case .pictures(let mean, let deviation):
      if mean.count != channels || deviation.count != channels {
        return "gives \(mean.count) means and \(deviation.count) deviations for \(channels) channels"
      }
      if !(mean.allSatisfy(\.isFinite) && deviation.allSatisfy { $0 > 0 && $0.isFinite }) {
        return "gives a mean or deviation that no pixel can be normalised by"
      }
    case .events(let bins, let duration):
      if bins < 1 || bins > 1 << 20 || duration < 1 { return "cuts events into \(bins) steps of \(duration) us" }
      if channels != 2 { return "gives two polarities to a network of \(channels) channels" }
    }
    return nil
  }
}
