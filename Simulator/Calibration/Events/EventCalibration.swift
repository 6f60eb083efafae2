import Foundation

/// What recordings of a still scene and of light that fades up and down say of an event camera's pixels.
///
/// Before a still scene events are noise. Shot noise fires ON and OFF alike, the leak of the reset switch ON only: with rates
/// λ₊ and λ₋ shot noise is 2 λ₋, and the leak would fire L times a second alone, where a shot resets it:
///
///     λ₊ − λ₋ = λ / (e^(λ / L) − 1),    λ = 2 λ₋
///
/// Where the logarithm of the light goes in a line of slope s, events of a pixel are C / s apart, and ρ + C / s where a pixel
/// holds still for ρ after each and starts anew from the light at the end of that. Ramps of two speeds tell ρ and C
/// apart; of one speed ρ is taken for 0. The leak makes s larger by L C₊ for ON and smaller for OFF, which is taken out.
public struct EventCalibration: Sendable {
  /// A recording of light whose logarithm rises and falls in straight lines.
  public struct Ramp: Sendable {
    /// By how much the logarithm changes a second, without its sign.
    public var slope: Double
    /// What it said.
    public var spacings: EventSpacings

    /// Describes a recording.
    public init(slope: Double, spacings: EventSpacings) { (self.slope, self.spacings) = (slope, spacings) }
  }

  let still: EventTally
  let seconds: Double
  let ramps: [Ramp]
  let shortestInterval: Double?
  let falseAlarms: Double

  /// Shot noise of a dark pixel in the model is this part of its rate: (g + 20) / 275 at g = 0.
  static let darkShare = 1 - 0.75 * 20 / 275

  /// Describes a calibration.
  ///
  /// - Parameters:
  ///   - still: The events before a still scene, and how long that was.
  ///   - ramps: Recordings of changing light, none or several.
  ///   - shortestInterval: The shortest interval of a pixel, in microseconds, for an upper bound of its silence.
  ///   - falseAlarms: How many pixels of a sensor without hot ones may be called hot on average.
  public init(
    still: EventTally, seconds: Double, ramps: [Ramp], shortestInterval: Double? = nil, falseAlarms: Double = 0.01
  ) {
    precondition(seconds > 0, "A recording lasts some time.")
    precondition(ramps.allSatisfy { $0.slope > 0 && $0.slope.isFinite }, "Light changes at some speed.")
    (self.still, self.seconds, self.ramps) = (still, seconds, ramps)
    (self.shortestInterval, self.falseAlarms) = (shortestInterval, falseAlarms)
  }

  /// Finds the camera. Cost: some 100 ns a pixel.
  public func solve() -> EventCameraEstimate {
    let count = still.on.count
    let total = zip(still.on, still.off).map { $0 + $1 }
    let limit = CountSpread(total, falseAlarms: falseAlarms).limit
    let hot = (0..<count).filter { total[$0] >= limit }
    let isHot = Set(hot)
    let dead =
      ramps.isEmpty
      ? []
      : (0..<count).filter { pixel in
        !isHot.contains(pixel)
          && ramps.allSatisfy { $0.spacings.on[pixel] == nil && $0.spacings.off[pixel] == nil }
      }
    let good = (0..<count).filter { !isHot.contains($0) }
    let on = CountSpread(good.map { still.on[$0] }, falseAlarms: falseAlarms)
    let off = CountSpread(good.map { still.off[$0] }, falseAlarms: falseAlarms)
    let noise = background(on, off, isHot)
    let refractory = refractory()
    let period = (refractory.microseconds ?? 0) * 1e-6
    let thresholds = ramps.isEmpty ? nil : thresholds(period: period, leak: noise.leak?.mean ?? 0)

    var populations = EventCameraEstimate.Populations(
      onHz: Self.rate(on, seconds), offHz: Self.rate(off, seconds), shotHz: noise.shot, leakHz: noise.leak)
    var model = V2EModel(.clean)
    model.thresholds.deviation = 0
    (model.shotHz, model.shotMap) = (noise.shot.mean, noise.shotMap)
    (model.leakHz, model.leakMap) = (noise.leak?.mean ?? 0, noise.leakMap)
    model.refractorySeconds = period
    var remarks = noise.remarks
    if let thresholds {
      let isGood = { (pixel: Int) in
        !isHot.contains(pixel) && thresholds.on.high[pixel].isFinite
          && thresholds.off.high[pixel].isFinite
      }
      let known = (0..<count).filter(isGood)
      populations.contrastOn = Self.population(thresholds.on, known)
      populations.contrastOff = Self.population(thresholds.off, known)
      model.thresholds = Self.thresholds(thresholds, populations, isGood)
      if known.count + hot.count < count { remarks.append(.pixelsAreOpen(count - known.count - hot.count)) }
      if refractory.microseconds == nil {
        let steepest = ramps.map(\.slope).max() ?? 0
        remarks.append(.refractoryIsOpen(mostContrast: steepest * (refractory.mostMicroseconds ?? 0) * 1e-6))
      }
    } else {
      remarks.append(.thresholdsAreOpen)
    }
    return EventCameraEstimate(
      onHz: garwood(still.on), offHz: garwood(still.off), on: thresholds?.on, off: thresholds?.off,
      hot: hot.map { HotPixel(place: $0, rateHz: Double(total[$0]) / seconds) }, dead: dead, populations: populations,
      refractory: refractory, model: model, remarks: remarks)
  }

  private func garwood(_ counts: [Int32]) -> PixelEstimate {
    var estimate = PixelEstimate(count: counts.count)
    for (pixel, count) in counts.enumerated() {
      let interval = PoissonInterval.interval(count: Int(count))
      estimate.value[pixel] = Float(Double(count) / seconds)
      estimate.low[pixel] = Float(interval.lowerBound / seconds)
      estimate.high[pixel] = Float(interval.upperBound / seconds)
    }
    return estimate
  }

  private static func rate(_ counts: CountSpread, _ seconds: Double) -> PopulationEstimate {
    let deviation = counts.variance.squareRoot()
    return PopulationEstimate(
      mean: counts.mean / seconds, meanError: counts.meanError / seconds, deviation: deviation / seconds,
      deviationError: (deviation > 0 ? counts.varianceError / (2 * deviation) : counts.varianceError.squareRoot())
        / seconds)
  }

  private static func population(_ estimate: PixelEstimate, _ pixels: [Int]) -> PopulationEstimate {
    PopulationEstimate(
      pixels.map { Double(estimate.value[$0]) },
      errors: pixels.map { Double(estimate.high[$0] - estimate.low[$0]) / (2 * PixelEstimate.reach) })
  }

  private static func thresholds(
    _ found: (on: PixelEstimate, off: PixelEstimate), _ populations: EventCameraEstimate.Populations,
    _ isGood: (Int) -> Bool
  ) -> EventThresholds {
    func map(_ estimate: PixelEstimate, _ mean: Double) -> [Float] {
      estimate.value.indices.map { pixel in
        max(isGood(pixel) ? estimate.value[pixel] : Float(mean), Float(EventThresholds.least))
      }
    }
    let on = max(populations.contrastOn?.mean ?? 0, EventThresholds.least)
    let off = max(populations.contrastOff?.mean ?? 0, EventThresholds.least)
    let spreads = [populations.contrastOn?.deviation ?? 0, populations.contrastOff?.deviation ?? 0]
    return EventThresholds(
      on: on, off: off, deviation: ((spreads[0] * spreads[0] + spreads[1] * spreads[1]) / 2).squareRoot(),
      map: EventThresholdMap(on: map(found.on, on), off: map(found.off, off)))
  }
}
