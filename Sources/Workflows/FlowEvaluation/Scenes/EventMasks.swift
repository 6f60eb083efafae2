import Datasets
import OpticalFlow
import Recordings
import Tensors

/// Which pixels have an event in each of many windows, read once from front to back.
final class EventMasks {
  private let input: EventInput
  private let windower: EventWindower
  private let count: Int
  private var next = 0

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - windows: In the order of their starts; they may overlap.
  ///   - size: The sensor's, for recordings that do not say it: that of the truth.
  ///   - threads: The most threads that may decode.
  init(path: String, windows: [TimeWindow], size: SensorSize, threads: Int, log: JobLog) throws {
    let first = windows.first?.startMicroseconds
    var source = EventRecording(path: path, options: EventReadOptions(threads: threads))
    source.size = size
    input = try EventInput(source, selection: TimeSelection(start: first.map { .at($0) }), observer: log)
    windower = EventWindower(.intervals(windows.map(\.interval)), source: path)
    count = windows.count
  }

  /// The mask of a window, `[height, width]`; zero where no events are left.
  ///
  /// - Precondition: It is asked for in order, each at most once.
  func mask(_ index: Int) throws -> Tensor<UInt8> {
    precondition(index >= next && index < count, "Windows are read in order.")
    var mask = FlowMask.empty(height: input.height, width: input.width)
    while next <= index {
      let window = try windower.next(from: { try input.nextBatch() })
      if next == index, let window { FlowMask.add(window.events, to: &mask) }
      next += 1
    }
    if next == count { try input.passWarnings() }
    return mask
  }
}
