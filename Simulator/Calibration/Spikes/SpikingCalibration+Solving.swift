import Foundation

extension SpikingCalibration {
  /// Finds the sensor. Cost: some 200 ns a pixel.
  public func solve() -> SpikingSensorEstimate {
    let common = profile(of: Array(0..<pixelCount))
    let profiles = (0..<pixelCount).map { profile(of: [$0]) }
    let isOpen = profiles.map { $0.low == 0 || $0.high == .infinity }
    let noise = CommonNoise((0..<pixelCount).filter { !isOpen[$0] }.map { profiles[$0] }, common: common)
    let noises = (0..<pixelCount).map { noise.shrunk(isOpen[$0] ? nil : profiles[$0]) }
    let lines = (0..<pixelCount).map { line(of: $0, noise: noises[$0]) }
    let (hot, dead) = badPixels(lines)
    let bad = Set(hot).union(dead)
    let good = (0..<pixelCount).filter { lines[$0] != nil && !bad.contains($0) }
    let spreads = SensorSpreads(good.compactMap { lines[$0] }, nominal: nominal)

    var result = SpikingSensorEstimate(
      darkRate: PixelEstimate(count: pixelCount), response: PixelEstimate(count: pixelCount),
      relativeNoise: PixelEstimate(count: pixelCount), darkCurrent: PixelEstimate(count: pixelCount),
      gain: PixelEstimate(count: pixelCount), resetOffset: PixelEstimate(count: pixelCount),
      thresholdNoise: PixelEstimate(count: pixelCount), sensor: nominal,
      populations: spreads.populations(good.compactMap { lines[$0] }), hot: hot, dead: dead, remarks: [])
    var noiseMap = Array(repeating: Float(0), count: pixelCount)
    for pixel in 0..<pixelCount {
      let line =
        lines[pixel]
        ?? Line(
          dark: fullRate(of: pixel), response: 0, darkVariance: 0, responseVariance: 0, covariance: 0, misfit: 0,
          freedom: 0)
      result.set(pixel, line, threshold: spreads.threshold(of: line, isGood: !bad.contains(pixel)), spreads, nominal)
      let voltage = nominal.resetVoltage + Double(result.resetOffset.value[pixel])
      let (low, high) = (profiles[pixel].low, profiles[pixel].high)
      let value = isOpen[pixel] ? common.value : profiles[pixel].value
      result.relativeNoise.set(pixel, value: value, low: low, high: high)
      result.thresholdNoise.set(pixel, value: value * voltage, low: low * voltage, high: high * voltage)
      noiseMap[pixel] = Float(noises[pixel] * voltage)
    }
    result.populations.thresholdNoise = noise.population(voltage: nominal.resetVoltage + nominal.resetOffset.mean)
    result.sensor = fittedSensor(result, noiseMap: noiseMap, spreads)
    result.remarks = remarks(lines: good.compactMap { lines[$0] }, openNoise: isOpen.filter(\.self).count, spreads)
    return result
  }

  private func fullRate(of pixel: Int) -> Double {
    recordings.map { Double($0.rates.counts[pixel]) / Double(max($0.rates.readouts, 1)) }.min() ?? 0
  }

  /// Pixels whose rate in the dark is far above the others', and such whose answer is far below or above.
  private func badPixels(_ lines: [Line?]) -> (hot: [Int], dead: [Int]) {
    let reach = NormalDistribution.quantile(1 - min(falseAlarms / Double(max(pixelCount, 1)), 0.5))
    let known = lines.compactMap { $0 }
    let dark = known.map(\.dark)
    let darkMiddle = Robust.median(dark)
    let mostDark = darkMiddle + reach * Robust.deviation(dark, around: darkMiddle)
    let answers = known.map(\.response)
    let middle = Robust.median(answers)
    let spread = Robust.deviation(answers, around: middle)
    var (hot, dead): ([Int], [Int]) = ([], [])
    for pixel in lines.indices {
      let isFullInDark = recordings.contains { $0.gray == 0 && $0.rates.isSaturated(pixel) }
      guard let line = lines[pixel] else {
        if isFullInDark { hot.append(pixel) }
        continue
      }
      if isFullInDark || line.dark - reach * line.darkVariance.squareRoot() > mostDark {
        hot.append(pixel)
      } else if line.response + reach * line.responseVariance.squareRoot() < middle - reach * spread
        || line.response <= 0
      {
        dead.append(pixel)
      }
    }
    return (hot, dead)
  }

  private func fittedSensor(
    _ estimate: SpikingSensorEstimate, noiseMap: [Float], _ spreads: SensorSpreads
  ) -> SpikingSensor {
    var sensor = nominal
    let all = estimate.populations
    sensor.darkCurrent = SpikingSensor.Spread(all.darkCurrent.mean, all.darkCurrent.deviation)
    sensor.capacitance.deviation = 0
    sensor.resetOffset.deviation = all.resetOffset.deviation
    sensor.gainDeviation = all.gain.deviation
    sensor.whiteRate = spreads.whiteRate
    sensor.thresholdNoise = all.thresholdNoise.mean
    sensor.maps = SensorMaps(
      darkCurrent: estimate.darkCurrent.value, gain: estimate.gain.value, resetOffset: estimate.resetOffset.value,
      thresholdNoise: noiseMap)
    return sensor
  }

  private func remarks(lines: [Line], openNoise: Int, _ spreads: SensorSpreads) -> [SpikingCalibrationRemark] {
    var remarks: [SpikingCalibrationRemark] = []
    if !spreads.isThresholdKnown { remarks.append(.thresholdsAreOpen(most: spreads.mostThresholdDeviation)) }
    if openNoise > 0 { remarks.append(.noiseIsOpen(pixels: openNoise)) }
    let isDark = recordings.filter { $0.gray == 0 }
    let short = (0..<pixelCount).filter { pixel in isDark.allSatisfy { $0.rates.isBounded[pixel] } }.count
    if short > 0 { remarks.append(.darkIsShort(pixels: short)) }
    let full = (0..<pixelCount).filter { pixel in recordings.contains { $0.rates.isSaturated(pixel) } }.count
    if full > 0 { remarks.append(.saturated(pixels: full)) }
    let freedom = lines.reduce(0) { $0 + $1.freedom }
    if freedom > 0 {
      let ratio = lines.reduce(0) { $0 + $1.misfit } / Double(freedom)
      let most = 1.5
      if ratio > most { remarks.append(.isNotLinear(ratio: ratio)) }
    }
    return remarks
  }
}

extension SpikingSensorEstimate {
  fileprivate mutating func set(
    _ pixel: Int, _ line: SpikingCalibration.Line, threshold: (mean: Double, deviation: Double),
    _ spreads: SensorSpreads, _ nominal: SpikingSensor
  ) {
    let (dark, darkError) = (line.dark, line.darkVariance.squareRoot())
    let (answer, answerError) = (line.response, line.responseVariance.squareRoot())
    darkRate.set(pixel, dark, deviation: darkError, least: 0)
    response.set(pixel, 255 * answer, deviation: 255 * answerError, least: 0)
    let voltage = nominal.resetVoltage + nominal.resetOffset.mean
    resetOffset.set(
      pixel, voltage * threshold.mean - nominal.resetVoltage, deviation: voltage * threshold.deviation)
    let current = nominal.meanThreshold / nominal.exposure
    darkCurrent.set(
      pixel, current * dark * threshold.mean,
      deviation: current * hypot(darkError * threshold.mean, dark * threshold.deviation), least: 0)
    let unit = 255 / spreads.whiteRate
    gain.set(
      pixel, unit * answer * threshold.mean,
      deviation: unit * hypot(answerError * threshold.mean, answer * threshold.deviation), least: 0)
  }
}

extension PixelEstimate {
  fileprivate mutating func set(_ pixel: Int, value: Double, low: Double, high: Double) {
    self.value[pixel] = Float(value)
    self.low[pixel] = Float(low)
    self.high[pixel] = Float(high)
  }
}
