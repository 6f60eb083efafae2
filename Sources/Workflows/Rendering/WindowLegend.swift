import Recordings
import Reports
import Tensors

/// The legend below the pictures of windows: what the colours mean, when each window is, counted from the recording's
/// first event, and how many events it holds.
struct WindowLegend {
  private var legend: PictureLegend
  private let isShown: Bool
  private let origin: Int64?
  private let step: Int64

  /// Describes a legend.
  ///
  /// - Parameters:
  ///   - origin: From when times count, in microseconds; nil for zero.
  ///   - step: The least time that two windows lie apart, in microseconds.
  init(_ look: PictureLook, originMicroseconds origin: Int64?, step: Int64) {
    legend = PictureLegend(colors: look.colors)
    (isShown, self.origin, self.step) = (look.showsLegend, origin, step)
  }

  /// The picture of a window with its legend.
  ///
  /// - Parameters:
  ///   - meaning: What the colours mean.
  ///   - events: The events in it; nil to say none.
  mutating func framed(
    _ picture: Tensor<UInt8>, _ meaning: [PictureLegend.Entry], _ interval: EventInterval, events: Int? = nil
  ) -> Tensor<UInt8> {
    guard isShown else { return picture }
    let duration = interval.durationMicroseconds
    let (start, isFar) = interval.startMicroseconds.subtractingReportingOverflow(origin ?? 0)
    let when = EventLegend.window(
      atMicroseconds: isFar || duration == 0 ? 0 : start, durationMicroseconds: duration, step: step)
    return legend.framed(picture, meaning + when + (events.map(EventLegend.count) ?? []))
  }

  /// The same of a picture that has no time: words say which it is.
  mutating func framed(
    _ picture: Tensor<UInt8>, _ meaning: [PictureLegend.Entry], words: String, widest: String
  ) -> Tensor<UInt8> {
    isShown ? legend.framed(picture, meaning + [.text(words, reserving: widest)]) : picture
  }
}

extension EventWindowing {
  /// The least time that two windows lie apart, in microseconds; 1 where it depends on the events.
  var leastStep: Int64 {
    switch self {
    case .time(let duration, let stride): min(duration, stride)
    case .intervals(let list): list.map(\.durationMicroseconds).min() ?? 1
    case .whole: .max
    case .count: 1
    }
  }
}
