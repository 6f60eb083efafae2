import Kernels
import Recordings
import Tensors

/// Labelled samples in memory, as a training draws them: pictures as bytes, recordings as the cells that their events
/// fall into.
///
/// Copies and subsets share the memory. A picture takes a byte a value, an event four bytes.
public struct TrainingSamples: Sendable {
  /// Channels, rows and columns of one step.
  public let shape: [Int]
  /// The time steps of a recording; 1 for pictures.
  public let steps: Int
  /// The number of classes.
  public let classes: Int
  /// What becomes of a sample before the network sees it.
  public let input: ClassifierInput
  /// Each sample's class.
  public private(set) var labels: [Int]
  private var places: [Int]
  private let content: Content

  private enum Content: Sendable {
    /// The bytes of all pictures, and what each byte becomes in each channel.
    case pictures([UInt8], values: [[Float]])
    /// The cells of all events, `((step · 2 + polarity) · rows + y) · columns + x`, and where each recording's begin.
    case events([UInt32], starts: [Int])
  }

  /// Takes pictures.
  ///
  /// - Parameters:
  ///   - pictures: `[samples, channels, rows, columns]`, one after the other.
  ///   - shape: Channels, rows and columns.
  ///   - mean: What is subtracted from `byte / 255` in each channel; then it is divided by `deviation`.
  public init(
    pictures: [UInt8], shape: [Int], labels: [Int], classes: Int, mean: [Float], deviation: [Float]
  ) {
    precondition(
      pictures.count == labels.count * Shape.count(shape),
      "There are \(pictures.count) bytes for \(labels.count) labels.")
    precondition(
      shape.count == 3 && mean.count == shape[0] && deviation.count == shape[0],
      "Pictures of shape \(shape) have a mean and a deviation for each channel.")
    let values = zip(mean, deviation).map { mean, deviation in (0..<256).map { (Float($0) / 255 - mean) / deviation } }
    self.init(
      shape: shape, steps: 1, classes: classes, input: .pictures(mean: mean, deviation: deviation), labels: labels,
      content: .pictures(pictures, values: values))
  }

  /// Takes recordings of events, which are counted in steps from the first event on; what comes after the last step is
  /// left out.
  ///
  /// - Parameters:
  ///   - size: Rows and columns of the sensor.
  ///   - bins: The number of steps.
  ///   - durationMicroseconds: The duration of one.
  ///   - events: Gives the events of a sample.
  public init(
    recordings labels: [Int], size: (rows: Int, columns: Int), classes: Int, bins: Int, durationMicroseconds: Int64,
    events: (_ sample: Int) throws -> EventBatch
  ) rethrows {
    precondition(bins > 0 && durationMicroseconds > 0, "Recordings are cut into steps of some duration.")
    precondition(bins * 2 * size.rows * size.columns <= Int(UInt32.max), "A sample has too many cells.")
    var (cells, starts): ([UInt32], [Int]) = ([], [0])
    for sample in labels.indices {
      let batch = try events(sample)
      batch.withColumns { columns in
        guard batch.count > 0 else { return }
        let first = (1..<batch.count).reduce(columns.t[0]) { min($0, columns.t[$1]) }
        for index in 0..<batch.count {
          // However far apart, the distance from the earliest is a number of 64 bits without a sign.
          let bin = UInt64(bitPattern: columns.t[index] &- first) / UInt64(durationMicroseconds)
          let (x, y) = (Int(columns.x[index]), Int(columns.y[index]))
          guard bin < bins, x < size.columns, y < size.rows else { continue }
          let plane = Int(bin) * 2 + (columns.p[index] != 0 ? 1 : 0)
          cells.append(UInt32((plane * size.rows + y) * size.columns + x))
        }
      }
      starts.append(cells.count)
    }
    self.init(
      shape: [2, size.rows, size.columns], steps: bins, classes: classes,
      input: .events(bins: bins, durationMicroseconds: durationMicroseconds), labels: labels,
      content: .events(cells, starts: starts))
  }

  private init(shape: [Int], steps: Int, classes: Int, input: ClassifierInput, labels: [Int], content: Content) {
    precondition(labels.allSatisfy { 0..<classes ~= $0 }, "A label lies outside the \(classes) classes.")
    self.shape = shape
    self.steps = steps
    self.classes = classes
    self.input = input
    self.labels = labels
    self.content = content
    places = Array(labels.indices)
  }

  /// The number of samples.
  public var count: Int { labels.count }

  /// Some of the samples, in the order given.
  public func subset(_ indices: some Collection<Int>) -> TrainingSamples {
    var copy = self
    copy.labels = indices.map { labels[$0] }
    copy.places = indices.map { places[$0] }
    return copy
  }

  /// Sets `count` samples aside, drawn by the seed: the others, and those. Both keep the order.
  public func split(aside count: Int, seed: UInt64) -> (others: TrainingSamples, aside: TrainingSamples) {
    precondition((0...self.count).contains(count), "\(count) of \(self.count) samples cannot be set aside.")
    let drawn = TrainingOrder.permutation(of: self.count, seed: seed, purpose: .validationSplit, epoch: 0)
    return (subset(drawn[count...].sorted()), subset(drawn[..<count].sorted()))
  }

  /// Writes samples into `[steps · samples, channels, rows, columns]`, all samples of a step side by side.
  ///
  /// - Parameters:
  ///   - indices: Which samples.
  ///   - moves: How each is moved; empty for not at all.
  public func write(_ indices: [Int], moves: [SampleMove] = [], into map: FeatureMap, workers: Workers) {
    precondition(
      map.shape == [steps * indices.count] + shape,
      "A map of shape \(map.shape) does not take \(indices.count) samples.")
    precondition(moves.isEmpty || moves.count == indices.count, "Each sample is moved in one way.")
    workers.forEach(indices.count) { item in
      let move = moves.isEmpty ? SampleMove() : moves[item]
      switch content {
      case .pictures(let bytes, let values):
        bytes.withUnsafeBufferPointer { bytes in
          let picture = places[indices[item]] * Shape.count(shape)
          for channel in 0..<shape[0] {
            values[channel].withUnsafeBufferPointer { values in
              let from = UnsafeBufferPointer(rebasing: bytes[(picture + channel * map.planeCount)...])
              copy(from, values, move, into: map.plane(sample: item, channel: channel))
            }
          }
        }
      case .events(let cells, let starts):
        for step in 0..<steps {
          map.plane(sample: step * indices.count + item).update(repeating: 0, count: 2 * map.planeCount)
        }
        let place = places[indices[item]]
        cells.withUnsafeBufferPointer { cells in
          count(cells[starts[place]..<starts[place + 1]], move, sample: item, of: indices.count, into: map)
        }
      }
    }
  }

  private func copy(
    _ bytes: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<Float>, _ move: SampleMove,
    into plane: UnsafeMutablePointer<Float>
  ) {
    let (rows, columns) = (shape[1], shape[2])
    for y in 0..<rows {
      let row = y - move.down
      for x in 0..<columns {
        let moved = x - move.right
        let column = move.isFlipped ? columns - 1 - moved : moved
        let isInside = 0..<rows ~= row && 0..<columns ~= column
        plane[y * columns + x] = values[isInside ? Int(bytes[row * columns + column]) : 0]
      }
    }
  }

  private func count(
    _ cells: Slice<UnsafeBufferPointer<UInt32>>, _ move: SampleMove, sample: Int, of samples: Int, into map: FeatureMap
  ) {
    let (rows, columns) = (shape[1], shape[2])
    for cell in cells {
      let (line, x) = Int(cell).quotientAndRemainder(dividingBy: columns)
      let (plane, y) = line.quotientAndRemainder(dividingBy: rows)
      let column = (move.isFlipped ? columns - 1 - x : x) + move.right
      let row = y + move.down
      guard 0..<rows ~= row && 0..<columns ~= column else { continue }
      map.plane(sample: plane / 2 * samples + sample, channel: plane % 2)[row * columns + column] += 1
    }
  }
}
