import Kernels
import Recordings
import Tensors

/// The twelve channels that an optimiser chose: float32 `[12, height, width]`.
///
/// Zubić et al., "From chaos comes order: Ordering event representations for object recognition and detection" (ICCV
/// 2023). Each channel takes some of the window's events, measures each, and gathers the measures of a pixel:
///
/// | channel | events | measure | gathered by |
/// |---|---|---|---|
/// | 0 | all | polarity | variance |
/// | 1 | third third | time, off events | variance |
/// | 2 | second third | count, off events | mean |
/// | 3 | last eighth | polarity | sum |
/// | 4 | last quarter | count, on events | mean |
/// | 5 | last eighth | count | sum |
/// | 6 | second third | time, on events | mean |
/// | 7 | last quarter | count, off events | mean |
/// | 8 | first third | time, off events | maximum |
/// | 9 | all | time, on events | maximum |
/// | 10 | last half | time | maximum |
/// | 11 | first third | count | mean |
///
/// Thirds and halves are by number: ⌊N / 3⌋ events each; the later ones drop ⌊N / 2⌋, ⌊N / 4⌋, ⌊N / 8⌋ of the oldest.
/// Time goes from 0 at the window's first event to 1 at its last, polarity is ±1, a pixel without such events is 0. The
/// mean of counts is 1 wherever there is one; the variance is the mean square less the square of the mean.
///
/// Departures: where all events have one time it is 0. Sums are in double. Cost: one pass over each channel's events.
public struct ERGO12: NamedEventEncoding {
  /// Names the representation.
  public init() {}

  /// `[12, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [Self.channels.count, height, width] }
  /// Channel, row, column.
  public var axes: [String] { ["channel", "y", "x"] }
  /// Measures of many kinds, larger ones being more.
  public var meaning: TensorMeaning { TensorMeaning(channels: Self.channels.map(\.name)) }
  /// All events at once: how many they are decides what a channel holds.
  public var need: EventEncodingNeed { .allEvents }

  /// What gathers events; it keeps them until the end.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    WholeWindowAccumulator(volume: volume, workers: workers) { events, _, volume, workers in
      Self.encode(events, over: volume.withExtent(of: events), workers: workers)
    }
  }

  private enum Measure: String { case polarity, time, count }
  private enum Gathering: String { case variance, mean, sum, maximum }

  private struct Channel {
    /// Of the seven windows: all, three thirds, the last half, quarter, eighth.
    var window: Int
    var measure: Measure
    /// The polarity of the events that count, or nil for both.
    var isOn: Bool?
    var gathering: Gathering

    private static let windows = [
      "all", "1st third", "2nd third", "3rd third", "last half", "last quarter", "last eighth",
    ]

    /// In words: `all: polarity, variance`.
    var name: String {
      let polarity = isOn.map { $0 ? " on" : " off" } ?? ""
      return "\(Self.windows[window]): \(measure.rawValue)\(polarity), \(gathering.rawValue)"
    }
  }

  private static let channels: [Channel] = [
    Channel(window: 0, measure: .polarity, gathering: .variance),
    Channel(window: 3, measure: .time, isOn: false, gathering: .variance),
    Channel(window: 2, measure: .count, isOn: false, gathering: .mean),
    Channel(window: 6, measure: .polarity, gathering: .sum),
    Channel(window: 5, measure: .count, isOn: true, gathering: .mean),
    Channel(window: 6, measure: .count, gathering: .sum),
    Channel(window: 2, measure: .time, isOn: true, gathering: .mean),
    Channel(window: 5, measure: .count, isOn: false, gathering: .mean),
    Channel(window: 1, measure: .time, isOn: false, gathering: .maximum),
    Channel(window: 0, measure: .time, isOn: true, gathering: .maximum),
    Channel(window: 4, measure: .time, gathering: .maximum),
    Channel(window: 1, measure: .count, gathering: .mean),
  ]

  private static func window(_ index: Int, of count: Int) -> Range<Int> {
    switch index {
    case 0: 0..<count
    case 1...3: (index - 1) * (count / 3)..<index * (count / 3)
    default: MixedDensityStack.starts(of: count, stacks: 4)[index - 3]..<count
    }
  }

  private static func encode(
    _ events: EventBatch, over volume: SpaceTimeWindow, workers: Workers
  ) -> (tensor: Tensor<Float>, dropped: Int) {
    let pixels = volume.pixelCount
    var tensor = Tensor<Float>(zeros: [channels.count, volume.height, volume.width])
    let dropped = events.forEachPixel(in: volume) { _, _, _ in }
    tensor.withUnsafeMutableBufferPointer { cells in
      nonisolated(unsafe) let cells = cells
      workers.forEach(channels.count) { index in
        fill(
          UnsafeMutableBufferPointer(rebasing: cells[index * pixels..<(index + 1) * pixels]), channels[index],
          of: events,
          over: volume)
      }
    }
    return (tensor, dropped)
  }

  private static func fill(
    _ plane: UnsafeMutableBufferPointer<Float>, _ channel: Channel, of events: EventBatch, over volume: SpaceTimeWindow
  ) {
    var sums = [Sums](repeating: Sums(), count: plane.count)
    let bounds = volume.eventBounds
    let scale = bounds.duration == 0 ? 0 : 1 / Double(bounds.duration)
    _ = events.forEachPixel(in: volume, window(channel.window, of: events.count)) { pixel, time, isOn in
      if let only = channel.isOn, only != isOn { return }
      let measure: Double =
        switch channel.measure {
        case .polarity: isOn ? 1 : -1
        case .time: bounds.place(of: time, scale: scale)
        case .count: 1
        }
      sums[pixel].add(measure)
    }
    for pixel in plane.indices where sums[pixel].count > 0 {
      plane[pixel] = Float(sums[pixel].gathered(by: channel.gathering))
    }
  }

  private struct Sums {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
    var maximum = 0.0

    mutating func add(_ measure: Double) {
      count += 1
      sum += measure
      squares += measure * measure
      maximum = max(maximum, measure)
    }

    func gathered(by gathering: Gathering) -> Double {
      switch gathering {
      case .sum: sum
      case .mean: sum / count
      case .maximum: maximum
      case .variance: max(0, squares / count - (sum / count) * (sum / count))
      }
    }
  }
}

extension ERGO12 {
  /// `ergo12`.
  public static var form: String { "ergo12" }

  /// The name has no numbers.
  public init(_ name: inout EventRepresentationName) throws { self.init() }
}
