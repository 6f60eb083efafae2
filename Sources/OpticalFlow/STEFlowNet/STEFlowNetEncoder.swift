import Kernels
import Recordings
import Representations
import Tensors

extension SplitEncoding {
  /// The encoding of a span of n splits.
  func encoding(splits: Int) -> STEEncoding {
    switch self {
    case .indoor: STEEncoding(splits: splits)
    case .outdoor: STEEncoding(splits: 3 * splits - 2, keptEvery: 3)
    }
  }
}

/// Encodes windows of events as STE-FlowNet takes them: each of a window's spans has splits of its own.
///
/// Splits and weights are those of all events of the sensor; memory is taken for the pixels that the network sees.
struct STEFlowNetEncoder {
  private let encoding: STEEncoding
  /// The part of the sensor that the network sees.
  private let layout: EventFlowLayout
  /// Not those of the network, which may run at the same time.
  private let workers: Workers

  init(encoding: STEEncoding, layout: EventFlowLayout, workers: Workers) {
    (self.encoding, self.layout, self.workers) = (encoding, layout, workers)
  }

  /// The splits of all spans at the layout's part, `[splits, 2, height, width]`; nil where none holds an event that the
  /// network sees.
  func encode(_ spans: [EventWindow]) -> Tensor<UInt8>? { encode(counted: spans.map { $0.counted(from: layout) }) }

  /// The same of spans whose events are counted from the part's corner.
  func encode(counted spans: [EventWindow]) -> Tensor<UInt8>? {
    let encodings = spans.map { span in
      encoding.tensor(
        of: span.events,
        over: SpaceTimeWindow(
          width: layout.width, height: layout.height, startMicroseconds: span.interval.startMicroseconds,
          endMicroseconds: span.interval.endMicroseconds), workers: workers)
    }
    let splits = encodings.count == 1 ? encodings[0] : Tensor(concatenating: encodings)
    return splits.withUnsafeBufferPointer { $0.allSatisfy { $0 == 0 } } ? nil : splits
  }
}

extension EventWindow {
  /// The window with places that count from the corner of a part of the sensor.
  func counted(from layout: EventFlowLayout) -> EventWindow {
    EventWindow(index: index, interval: interval, events: events.counted(from: layout))
  }

  /// The events of a part of the window, in order of time.
  func part(from start: Int64, to end: Int64) -> EventWindow {
    events.withColumns { columns in
      let first = Self.index(of: start, columns, events.count)
      let last = Self.index(of: end, columns, events.count)
      var part = EventBatch(capacity: max(last - first, 1))
      part.refill { $0.copy(columns.suffix(from: first), count: last - first) }
      return EventWindow(
        index: index, interval: EventInterval(startMicroseconds: start, endMicroseconds: end), events: part)
    }
  }

  /// The first event at a time or later.
  private static func index(of time: Int64, _ columns: EventColumns, _ count: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if columns.t[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
