import Files
import Recordings

/// A rule for events, which becomes a filter once the sensor's size and the first time are known.
public struct EventFilterRule: Sendable, Hashable {
  /// What is kept, moved or silenced. Times are in microseconds.
  public enum Kind: Sendable, Hashable {
    /// Events from a time on and before another, both counted from the first event; nil for an open end.
    case time(from: Int64?, to: Int64?)
    /// A part of the sensor; its corner becomes the origin.
    case region(PixelRegion)
    /// Events of one polarity.
    case polarity(isOn: Bool)
    /// On events become off events, and the other way round.
    case polarityExchange
    /// An event of a pixel silences it for the period.
    case refractory(period: Int64)
    /// Events with another in the pixels around up to the window before.
    case backgroundActivity(window: Int64, radius: Int)
    /// Events that so many neighbours support in the window before, twice over.
    case spatioTemporalCorrelation(window: Int64, neighbors: Int)
    /// Events with so many others around in the window before.
    case eventDensity(window: Int64, count: Int)
    /// Events whose score over the time surface is the threshold or more.
    case timeSurface(threshold: Double, timeConstant: Int64)
    /// Silences pixels with more than `limit` events in the window.
    case hotPixel(limit: Int, window: Int64)
    /// Mirrors, turns or exchanges columns and rows.
    case geometry(GeometryFilter.Operation)
    /// Moves events to a sensor of another size.
    case rescale(SensorSize)
    /// Every `factor`-th event.
    case subsample(factor: Int)
    /// At most so many events a second, the first ones of every window.
    case eventRate(eventsPerSecond: Double, window: Int64)
  }

  /// What it does.
  public var kind: Kind
  /// What messages call it, as its user does.
  public var name: String

  /// Describes a rule.
  public init(_ kind: Kind, name: String) { (self.kind, self.name) = (kind, name) }

  /// What a filter may depend on, and change for those after it.
  package struct Context {
    package var size: SensorSize
    package var firstMicroseconds: Int64

    package init(size: SensorSize, firstMicroseconds: Int64) {
      (self.size, self.firstMicroseconds) = (size, firstMicroseconds)
    }
  }

  /// The filter for a recording; it changes the size for the filters after it.
  ///
  /// - Throws: ``JobError`` where the recording does not allow it.
  func filter(_ context: inout Context) throws -> any EventFilter {
    do {
      return try kind.filter(&context)
    } catch let error as Misfit {
      throw JobError(wrongOptions: "\(Setting.filter, to: name): \(error.problem)")
    }
  }

  /// The filter for a part of the sensor that a user names by itself.
  ///
  /// - Throws: ``JobError`` where it does not lie in the sensor.
  static func filter(_ region: PixelRegion, _ context: inout Context) throws -> any EventFilter {
    do {
      return try Kind.region(region).filter(&context)
    } catch let error as Misfit {
      throw JobError(wrongOptions: "\(Setting.region) \(error.problem)")
    }
  }

  /// Why a rule does not fit a recording.
  fileprivate struct Misfit: Error { var problem: Message }
}

extension EventFilterRule.Kind {
  fileprivate func filter(_ context: inout EventFilterRule.Context) throws -> any EventFilter {
    let (width, height) = (context.size.width, context.size.height)
    switch self {
    case .time(let from, let to):
      let first = context.firstMicroseconds
      return TimeFilter(
        startMicroseconds: from.map { first.advancedOrLast(by: $0) } ?? .min,
        endMicroseconds: to.map { first.advancedOrLast(by: $0) } ?? .max)
    case .region(let region):
      guard region.fits(context.size) else {
        throw EventFilterRule.Misfit(
          problem: "\(region) lies outside the sensor, which has \(context.size) pixels")
      }
      context.size = region.size
      return RegionFilter(x: region.x, y: region.y, width: region.size.width, height: region.size.height)
    case .polarity(let isOn): return PolarityFilter(keepsOn: isOn)
    case .polarityExchange: return PolarityExchange()
    case .refractory(let period):
      try requireMemory(for: context.size)
      return RefractoryFilter(periodMicroseconds: period, width: width, height: height)
    case .backgroundActivity(let window, let radius):
      try requireMemory(for: context.size)
      return BackgroundActivityFilter(windowMicroseconds: window, radius: radius, width: width, height: height)
    case .spatioTemporalCorrelation(let window, let neighbors):
      try requireMemory(for: context.size)
      return SpatioTemporalCorrelationFilter(
        windowMicroseconds: window, neighborCount: neighbors, width: width, height: height)
    case .eventDensity(let window, let count):
      try requireMemory(for: context.size)
      return EventDensityFilter(windowMicroseconds: window, eventCount: count, width: width, height: height)
    case .timeSurface(let threshold, let timeConstant):
      try requireMemory(for: context.size)
      return TimeSurfaceFilter(
        threshold: Float(threshold), timeConstantMicroseconds: timeConstant, width: width, height: height)
    case .hotPixel(let limit, let window):
      try requireMemory(for: context.size)
      return HotPixelFilter(limit: limit, windowMicroseconds: window, width: width, height: height)
    case .geometry(let operation):
      let filter = GeometryFilter(operation, width: width, height: height)
      context.size = SensorSize(width: filter.size.width, height: filter.size.height)
      return filter
    case .rescale(let size):
      context.size = size
      return RescaleFilter(width: width, height: height, newWidth: size.width, newHeight: size.height)
    case .subsample(let factor): return SubsampleFilter(factor: factor)
    case .eventRate(let eventsPerSecond, let window):
      let events = eventsPerSecond * Double(window) / 1e6
      guard events >= 1 else {
        throw EventFilterRule.Misfit(problem: "less than one event in the window; choose a longer one")
      }
      return EventRateFilter(eventsPerWindow: Int(events), windowMicroseconds: window)
    }
  }

  /// Refuses a sensor where memory for every pixel cannot be had.
  private func requireMemory(for size: SensorSize) throws {
    let mostPixels = 1 << 26
    guard size.width * size.height <= mostPixels else {
      throw EventFilterRule.Misfit(
        problem: "the sensor of \(size) pixels is too large; crop it with \(Setting.filter, to: "roi") first")
    }
  }
}
