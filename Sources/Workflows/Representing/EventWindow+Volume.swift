import Recordings
import Representations

extension EventRepresentation {
  /// What a tensor of a window covers.
  ///
  /// Windows that are cut at events end with their last one, others where they were told to.
  package func volume(of window: EventWindow, cutBy windowing: EventWindowing, width: Int, height: Int)
    -> SpaceTimeWindow
  {
    var end = window.interval.endMicroseconds
    switch windowing {
    case .whole, .count: end = max(end - 1, window.interval.startMicroseconds)
    case .time, .intervals: break
    }
    let volume = SpaceTimeWindow(
      width: width, height: height, startMicroseconds: window.interval.startMicroseconds, endMicroseconds: end)
    return need == .bounds ? volume : volume.withExtent(of: window.events)
  }
}
