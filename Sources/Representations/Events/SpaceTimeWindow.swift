import Recordings

/// The box in space and time that a tensor of events covers.
///
/// An event outside of the picture is left out and counted. One outside of the times counts as if it came at the
/// nearest moment inside; windows that were cut by time hold none.
public struct SpaceTimeWindow: Sendable, Hashable {
  /// The widest and highest picture.
  public static let longestSide = Int(UInt16.max)

  /// The columns of the picture.
  public let width: Int
  /// The rows of the picture.
  public let height: Int
  /// When the window begins, in microseconds of the recording's clock.
  public let startMicroseconds: Int64
  /// When it ends; its last moment belongs to it.
  public let endMicroseconds: Int64
  /// The times of the window's first and last event, where they are known before the events come.
  public let extent: ClosedRange<Int64>?

  /// Describes a window of a sensor.
  ///
  /// - Parameters:
  ///   - width: The columns, 1 to 65,535.
  ///   - height: The rows, 1 to 65,535.
  ///   - startMicroseconds: When the window begins.
  ///   - endMicroseconds: When it ends, not before it begins.
  ///   - extent: The times of its first and last event, or nil where they are not known.
  public init(
    width: Int, height: Int, startMicroseconds: Int64, endMicroseconds: Int64, extent: ClosedRange<Int64>? = nil
  ) {
    precondition(
      (1...Self.longestSide).contains(width) && (1...Self.longestSide).contains(height),
      "A picture of \(width) by \(height) pixels is none, or too large.")
    precondition(startMicroseconds <= endMicroseconds, "A window cannot end before it begins.")
    precondition(
      !endMicroseconds.subtractingReportingOverflow(startMicroseconds).overflow, "A window is too long for its clock.")
    self.width = width
    self.height = height
    self.startMicroseconds = startMicroseconds
    self.endMicroseconds = endMicroseconds
    self.extent = extent
  }

  /// The window from the first to the last of some events; at time 0 where there is none.
  public init(width: Int, height: Int, around events: EventBatch) {
    let extent = Self.extent(of: events)
    self.init(
      width: width, height: height, startMicroseconds: extent?.lowerBound ?? 0,
      endMicroseconds: extent?.upperBound ?? 0, extent: extent)
  }

  /// The pixels of the picture.
  public var pixelCount: Int { width * height }
  /// How long the window lasts.
  public var durationMicroseconds: Int64 { endMicroseconds - startMicroseconds }

  /// The same window with the times of its first and last event. Cost: constant.
  public func withExtent(of events: EventBatch) -> SpaceTimeWindow {
    SpaceTimeWindow(
      width: width, height: height, startMicroseconds: startMicroseconds, endMicroseconds: endMicroseconds,
      extent: Self.extent(of: events))
  }

  /// The times of the first and the last event in the order of the recording, or nil where there is none.
  private static func extent(of events: EventBatch) -> ClosedRange<Int64>? {
    if events.isEmpty { return nil }
    return events.withColumns { columns in
      let first = columns.t[0]
      return first...max(first, columns.t[events.count - 1])
    }
  }
}
