import Datasets
import Files
import SpikingNetworks

/// The samples of a training, in memory.
struct ClassifierTrainingData {
  /// What is shown.
  var training: TrainingSamples
  /// What was set aside, if anything.
  var validation: TrainingSamples?
  /// The data set's part for testing, if it has one.
  var test: TrainingSamples?
  /// The classes' names.
  var classNames: [String]
  /// The data set's name.
  var title: String

  /// Reads a data set.
  ///
  /// - Parameter threads: The most threads that decode a recording.
  /// - Throws: `FileError` where it is none or damaged, or too small for what is asked.
  init(_ configuration: ClassifierTrainingConfiguration, threads: Int, observer: any JobObserver) throws {
    let path = configuration.data.path
    let splits = try ClassificationDataset.splits(of: path)
    let options = ClassificationReadOptions(timeUnit: configuration.data.timeUnit, threads: threads)
    let dataset = try ClassificationDataset(path, split: splits.contains(.train) ? .train : nil, options: options)
    title = dataset.format.title
    classNames = dataset.classNames
    let all = try Self.samples(dataset, configuration, like: nil, observer)
    let wanted = configuration.data.validation
    let count = wanted < 1 ? Int((wanted * Double(all.count)).rounded()) : Int(min(wanted, 1e9))
    guard count < all.count else {
      throw FileError(
        .badContent, path: path, problem: "it has \(all.count) training samples, of which \(count) are to be set aside",
        remedy: "set data.validation to less")
    }
    if count > 0 {
      let (others, aside) = all.split(aside: count, seed: configuration.training.seed)
      (training, validation) = (others, aside)
    } else {
      training = all
    }
    if splits.contains(.train), splits.contains(.test) {
      test = try Self.samples(
        ClassificationDataset(path, split: .test, options: options), configuration, like: training, observer)
    }
  }

  /// Reads one part, normalised as another where there is one.
  private static func samples(
    _ dataset: ClassificationDataset, _ configuration: ClassifierTrainingConfiguration, like other: TrainingSamples?,
    _ observer: any JobObserver
  ) throws -> TrainingSamples {
    let progress = observer.steps(total: dataset.count, unit: "samples")
    defer { progress.finish() }
    switch dataset.kind {
    case .events(let width, let height):
      return try TrainingSamples(
        recordings: dataset.labels, size: (height, width), classes: dataset.classNames.count,
        bins: configuration.data.bins, durationMicroseconds: configuration.data.binMicroseconds
      ) { index in
        try progress.advance()
        return try dataset.events(index)
      }
    case .pictures(let channels, let height, let width):
      var bytes: [UInt8] = []
      bytes.reserveCapacity(dataset.count * channels * height * width)
      for index in 0..<dataset.count {
        bytes += try dataset.pixels(index)
        try progress.advance()
      }
      var (mean, deviation) = (configuration.data.mean, configuration.data.deviation)
      if case .pictures(let known, let spread) = other?.input { (mean, deviation) = (known, spread) }
      let found = moments(bytes, channels: channels, plane: height * width)
      let normalization = (mean: mean ?? found.mean, deviation: deviation ?? found.deviation)
      guard normalization.mean.count == channels, normalization.deviation.count == channels else {
        throw FileError(
          .badContent, path: configuration.path,
          problem: "data.mean and data.deviation have \(normalization.mean.count) and"
            + " \(normalization.deviation.count) values for \(channels) channels")
      }
      return TrainingSamples(
        pictures: bytes, shape: [channels, height, width], labels: dataset.labels, classes: dataset.classNames.count,
        mean: normalization.mean, deviation: normalization.deviation)
    }
  }

  /// The mean and deviation of every channel, of bytes divided by 255, to four digits.
  private static func moments(_ bytes: [UInt8], channels: Int, plane: Int) -> (mean: [Float], deviation: [Float]) {
    var (sums, squares) = ([Int](repeating: 0, count: channels), [Int](repeating: 0, count: channels))
    bytes.withUnsafeBufferPointer { bytes in
      for start in stride(from: 0, to: bytes.count, by: plane) {
        var (sum, square) = (0, 0)
        for byte in bytes[start..<start + plane] {
          sum += Int(byte)
          square += Int(byte) * Int(byte)
        }
        sums[start / plane % channels] += sum
        squares[start / plane % channels] += square
      }
    }
    let count = Double(bytes.count / channels)
    func rounded(_ value: Double) -> Float { Float((value * 1e4).rounded() / 1e4) }
    let means = sums.map { Double($0) / count / 255 }
    let deviations = zip(squares, means).map { square, mean in
      max(Double(square) / count / 255 / 255 - mean * mean, 0).squareRoot()
    }
    return (means.map(rounded), deviations.map { max(rounded($0), 1e-3) })
  }
}
