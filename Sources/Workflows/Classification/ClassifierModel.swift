import Files
import SpikingNetworks

/// A classifier in a file, and what the file may not say of it.
public struct ClassifierModel: Sendable {
  /// A checkpoint of a published kind, what Saccade stored, or a graph of NIR.
  public var path: String
  /// The name in `ClassifierCatalog` of what the checkpoint is, where the names of its parameters do not tell.
  public var architecture: String?
  /// The levels of quantised activations; nil for those stored, else 4.
  public var levels: Int?
  /// The mean and the standard deviation of each channel of the pictures, in 0…1; nil for those stored, else those
  /// published.
  public var normalization: (mean: [Float], deviation: [Float])?

  /// Names a classifier.
  public init(
    path: String, architecture: String? = nil, levels: Int? = nil,
    normalization: (mean: [Float], deviation: [Float])? = nil
  ) {
    (self.path, self.architecture, self.levels, self.normalization) = (path, architecture, levels, normalization)
  }

  /// Reads it.
  ///
  /// - Throws: `FileError` where it is no classifier; ``JobError`` where the normalization has other channels.
  public func read() throws -> ClassifierCheckpoint {
    var checkpoint =
      try NIRFile.isOne(path)
      ? NIRFile.read(path) : ClassifierCheckpoint(path: path, architecture: architecture, levels: levels)
    if let (mean, deviation) = normalization {
      let channels = checkpoint.architecture.inputShape[0]
      guard mean.count == channels, deviation.count == channels else {
        throw JobError(
          wrongOptions:
            "\(Setting.pictureMean) and \(Setting.pictureDeviation) give \(mean.count) numbers; the network "
            + "takes \(channels) channels")
      }
      checkpoint.input = .pictures(mean: mean, deviation: deviation)
      checkpoint.inputOrigin = .given
    }
    return checkpoint
  }
}
