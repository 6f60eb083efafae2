/// What a camera does to the events of its pixels, whatever their model.
public struct EventTerms: Sendable, Equatable {
  /// How much later every event is told, in microseconds.
  public var latencyMicroseconds: Double
  /// The standard deviation of an event's time, in microseconds: normal, cut off at four of them.
  public var jitterMicroseconds: Double
  /// Pixels that fire whatever they see; nil for none.
  public var hotPixels: HotPixelTerm?
  /// How events leave the sensor; nil for all at once.
  public var arbiter: EventArbiter?

  /// Describes terms.
  ///
  /// - Precondition: Times are finite and not negative.
  public init(
    latencyMicroseconds: Double = 0, jitterMicroseconds: Double = 0, hotPixels: HotPixelTerm? = nil,
    arbiter: EventArbiter? = nil
  ) {
    precondition(latencyMicroseconds >= 0 && latencyMicroseconds.isFinite, "A latency is not negative.")
    precondition(jitterMicroseconds >= 0 && jitterMicroseconds.isFinite, "A deviation is not negative.")
    (self.latencyMicroseconds, self.jitterMicroseconds) = (latencyMicroseconds, jitterMicroseconds)
    (self.hotPixels, self.arbiter) = (hotPixels, arbiter)
  }
}

/// Pixels that fire ON at random times of a constant rate, whatever they see.
public struct HotPixelTerm: Sendable, Equatable {
  /// The share of all pixels, 0…1, each drawn by itself.
  public var share: Double
  /// The events a second of each.
  public var rateHz: Double
  /// Pixels that are known to be hot, beside those that are drawn.
  public var known: [HotPixel]

  /// Describes hot pixels.
  ///
  /// - Precondition: The share lies in 0…1, rates are above 0 and at most 1 MHz.
  public init(share: Double, rateHz: Double = 100, known: [HotPixel] = []) {
    precondition(known.allSatisfy { $0.rateHz > 0 && $0.rateHz <= 1e6 }, "A pixel fires at up to 1 MHz.")
    precondition(share >= 0 && share <= 1, "A share lies in 0…1, not \(share).")
    precondition(rateHz > 0 && rateHz <= 1e6, "A pixel cannot fire at \(rateHz) Hz.")
    (self.share, self.rateHz, self.known) = (share, rateHz, known)
  }
}

/// A pixel that fires whatever it sees.
public struct HotPixel: Sendable, Equatable {
  /// Its place, row by row.
  public var place: Int
  /// Its events a second.
  public var rateHz: Double

  /// Describes a pixel.
  public init(place: Int, rateHz: Double) { (self.place, self.rateHz) = (place, rateHz) }
}

/// How events leave the sensor one by one.
public enum EventArbiter: Sendable, Equatable {
  /// Row by row, as in a DAVIS: the row that has waited longest is chosen, and all that waits in it is read.
  ///
  /// `rowMicroseconds` is what choosing a row takes, `eventMicroseconds` what each of its events takes.
  case rows(rowMicroseconds: Double, eventMicroseconds: Double)
  /// One after another in the order in which they happened, at most so many a second.
  case bottleneck(eventsPerSecond: Double)

  /// A DAVIS346's: 1 µs a row and 80 ns an event, at most some 12 million events a second.
  public static let davis = EventArbiter.rows(rowMicroseconds: 1, eventMicroseconds: 0.08)
}
