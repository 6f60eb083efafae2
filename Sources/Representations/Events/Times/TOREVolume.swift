import Foundation
import Kernels
import Recordings
import Tensors

/// How long ago the last K events of every pixel and polarity were, on a logarithmic scale: float32
/// `[2, depth, height, width]`, channel 0 off, channel 1 on, the most recent event first.
///
/// Baldwin et al., "Time-ordered recent event (TORE) volumes for event cameras" (PAMI 2023). With Δ the time from an
/// event to the window's end in microseconds, longest and shortest from the code of its authors:
///
///     V = max(0, ln(min(Δ, 500·10⁶) + 1) − ln(150 + 1)),
///
/// Δ = ∞ where the pixel has seen fewer events.
///
/// Departures: the queues are empty when a window begins, where the paper's run on through a recording; a window without
/// any event is zero, where its formula would give the greatest value everywhere. Channels are grouped by polarity, off
/// first. Cost: one pass that moves a queue of K times an event.
public struct TOREVolume: NamedEventEncoding {
  /// The events that a pixel remembers of each polarity.
  public let depth: Int
  /// Shorter times count as this, in microseconds.
  public static let shortestMicroseconds = 150.0
  /// Longer times, and events that never were, count as this, in microseconds.
  public static let longestMicroseconds = 500e6

  /// Describes a volume.
  ///
  /// - Parameter depth: The events that a pixel remembers of each polarity.
  public init(depth: Int) {
    precondition(depth > 0, "A TORE volume remembers an event.")
    self.depth = depth
  }

  /// `[2, depth, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [2, depth, height, width] }
  /// Polarity, age, row, column.
  public var axes: [String] { ["polarity", "age", "y", "x"] }
  /// How long ago events were, off before on.
  public var meaning: TensorMeaning { TensorMeaning(polarities: .offFirst, values: .ages) }
  /// Events are added as they come.
  public var need: EventEncodingNeed { .bounds }

  /// What gathers events.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    TOREAccumulator(depth: depth, volume: volume, workers: workers)
  }

  /// The value of an event of some age in microseconds.
  static func value(age: Double) -> Float {
    Float(max(0, log(min(age, longestMicroseconds) + 1) - log(shortestMicroseconds + 1)))
  }
}

extension TOREVolume {
  /// `tore:K`.
  public static var form: String { "tore:K" }

  /// Takes the events that a pixel remembers.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(depth: try name.number("K", "events that a pixel remembers", to: 64))
  }

  /// The events that a pixel remembers.
  public var suffix: String { ":\(depth)" }
}

private final class TOREAccumulator: EventAccumulator<Float> {
  private let depth: Int
  /// The times of each pixel and polarity, newest first; the smallest number for none.
  private var queues: [Int64] = []

  init(depth: Int, volume: SpaceTimeWindow, workers: Workers) {
    self.depth = depth
    super.init(volume: volume, workers: workers)
    reset(after: volume)
  }

  override func gather(_ events: EventBatch, at coordinates: EventCoordinates?) {
    let (depth, pixels, end) = (depth, volume.pixelCount, volume.endMicroseconds)
    droppedEventCount += queues.withUnsafeMutableBufferPointer { queues in
      events.forEachPixel(in: volume) { pixel, time, isOn in
        let queue = ((isOn ? pixels : 0) + pixel) * depth
        for age in stride(from: depth - 1, to: 0, by: -1) { queues[queue + age] = queues[queue + age - 1] }
        queues[queue] = min(time, end)
      }
    }
  }

  override func result() -> Tensor<Float> {
    let (depth, pixels, end) = (depth, volume.pixelCount, volume.endMicroseconds)
    let shape = [2, depth, volume.height, volume.width]
    if eventCount == droppedEventCount { return Tensor(zeros: shape) }
    let never = TOREVolume.value(age: .infinity)
    return queues.withUnsafeBufferPointer { queues in
      Tensor(unsafeUninitializedShape: shape) { tensor in
        nonisolated(unsafe) let tensor = tensor
        workers.forEach(2 * volume.height) { line in
          let (polarity, row) = line.quotientAndRemainder(dividingBy: volume.height)
          for age in 0..<depth {
            for pixel in row * volume.width..<(row + 1) * volume.width {
              let time = queues[(polarity * pixels + pixel) * depth + age]
              tensor[(polarity * depth + age) * pixels + pixel] =
                time == .min ? never : TOREVolume.value(age: Double(end - time))
            }
          }
        }
      }
    }
  }

  override func reset(after old: SpaceTimeWindow) {
    queues = Array(repeating: .min, count: 2 * depth * volume.pixelCount)
  }
}
