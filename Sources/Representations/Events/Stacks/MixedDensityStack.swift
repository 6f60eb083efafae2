import Kernels
import Recordings
import Tensors

/// Mixed-density event stacks: the last polarity of every pixel among ever fewer, ever more recent events; float32
/// `[stacks, height, width]` of −1, 0, 1.
///
/// Nam et al., "Stereo depth from events cameras: concentrate and focus on the future" (CVPR 2022), the stack of past
/// events. Stack 0 holds all N events of the window; each next one drops ⌊N / 2⌋, ⌊N / 4⌋, … of the oldest of those that
/// are left.
///
/// Cost: one pass from the newest event to the oldest, that writes a pixel once a stack.
public struct MixedDensityStack: NamedEventEncoding {
  /// The stacks; the paper has 10.
  public let stacks: Int

  /// Describes an encoding of one stack or more.
  public init(stacks: Int) {
    precondition(stacks > 0, "A mixed-density encoding needs a stack.")
    self.stacks = stacks
  }

  /// `[stacks, height, width]`.
  public func shape(width: Int, height: Int) -> [Int] { [stacks, height, width] }
  /// Stack, row, column.
  public var axes: [String] { ["stack", "y", "x"] }
  /// Polarities, −1 where it became darker.
  public var meaning: TensorMeaning { TensorMeaning() }
  /// All events at once: how many they are decides what a stack holds.
  public var need: EventEncodingNeed { .allEvents }

  /// What gathers events; it keeps them until the end.
  public func accumulator(over volume: SpaceTimeWindow, workers: Workers) -> EventAccumulator<Float> {
    WholeWindowAccumulator(volume: volume, workers: workers) { events, _, volume, workers in
      encode(events, over: volume)
    }
  }

  /// The first event of each stack of `count` events.
  static func starts(of count: Int, stacks: Int) -> [Int] {
    var (starts, half) = ([0], count)
    while starts.count < stacks {
      half /= 2
      starts.append(starts[starts.count - 1] + half)
    }
    return starts
  }

  private func encode(_ events: EventBatch, over volume: SpaceTimeWindow) -> (tensor: Tensor<Float>, dropped: Int) {
    var tensor = Tensor<Float>(zeros: shape(width: volume.width, height: volume.height))
    let (pixels, starts) = (volume.pixelCount, Self.starts(of: events.count, stacks: stacks))
    let dropped = tensor.withUnsafeMutableBufferPointer { cells in
      var (dropped, end) = (0, events.count)
      // From the newest: a stack is the one after it, and where that has nothing the last polarity of the older events.
      for stack in (0..<stacks).reversed() {
        let plane = stack * pixels
        if stack + 1 < stacks { for pixel in 0..<pixels { cells[plane + pixel] = cells[plane + pixels + pixel] } }
        var older = [Float](repeating: 0, count: starts[stack] < end ? pixels : 0)
        dropped += events.forEachPixel(in: volume, starts[stack]..<end) { pixel, _, isOn in
          older[pixel] = isOn ? 1 : -1
        }
        for pixel in older.indices where cells[plane + pixel] == 0 { cells[plane + pixel] = older[pixel] }
        end = starts[stack]
      }
      return dropped
    }
    return (tensor, dropped)
  }
}

extension MixedDensityStack {
  /// `mdes:B`.
  public static var form: String { "mdes:B" }

  /// Takes the stacks.
  public init(_ name: inout EventRepresentationName) throws {
    self.init(stacks: try name.number("B", "stacks", to: 32))
  }

  /// The stacks.
  public var suffix: String { ":\(stacks)" }
}
