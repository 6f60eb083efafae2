import Foundation

/// How dark current, gain and threshold spread over a sensor, by what dark rates and answers have in common.
struct SensorSpreads {
  /// Relative variances over pixels.
  struct Variances {
    var threshold: Double
    var gain: Double
    var dark: Double
    var darkMean: Double
    var responseMean: Double
  }

  private let variances: Variances
  private let errors: Variances
  private let nominal: SpikingSensor
  /// Whether thresholds spread more than chance would make them seem to.
  let isThresholdKnown: Bool
  /// The groups of which each is left out once to see how far the numbers scatter (the jackknife; Tukey 1958).
  private static let groups = 20

  init(_ lines: [SpikingCalibration.Line], nominal: SpikingSensor) {
    self.nominal = nominal
    let all = Self.variances(of: lines)
    let count = min(Self.groups, lines.count)
    let parts = (0..<count).map { group in
      Self.variances(of: lines.indices.filter { $0 % count != group }.map { lines[$0] })
    }
    func error(_ part: (Variances) -> Double) -> Double {
      if count < 2 { return .infinity }
      let values = parts.map(part)
      let mean = values.reduce(0, +) / Double(count)
      return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } * Double(count - 1) / Double(count)).squareRoot()
    }
    errors = Variances(
      threshold: error(\.threshold), gain: error(\.gain), dark: error(\.dark), darkMean: error(\.darkMean),
      responseMean: error(\.responseMean))
    isThresholdKnown = all.threshold > 2 * errors.threshold
    variances = all
  }

  private static func variances(of lines: [SpikingCalibration.Line]) -> Variances {
    let count = Double(max(lines.count, 1))
    let dark = lines.reduce(0) { $0 + $1.dark } / count
    let response = lines.reduce(0) { $0 + $1.response } / count
    var (dd, rr, dr) = (0.0, 0.0, 0.0)
    for line in lines {
      dd += (line.dark - dark) * (line.dark - dark) - line.darkVariance
      rr += (line.response - response) * (line.response - response) - line.responseVariance
      dr += (line.dark - dark) * (line.response - response) - line.covariance
    }
    let scale = max(count - 1, 1)
    let darkSpread = dark > 0 ? dd / scale / (dark * dark) : 0
    let responseSpread = response > 0 ? rr / scale / (response * response) : 0
    let shared = dark > 0 && response > 0 ? dr / scale / (dark * response) : 0
    // Of a product of independent factors 1 + the relative variance is the product of theirs.
    return Variances(
      threshold: shared, gain: (1 + responseSpread) / (1 + shared) - 1, dark: (1 + darkSpread) / (1 + shared) - 1,
      darkMean: dark, responseMean: response)
  }

  /// The relative variance of thresholds that is reckoned with.
  private var thresholdVariance: Double { isThresholdKnown ? max(variances.threshold, 0) : 0 }
  /// What the relative standard deviation of thresholds is at most, with 95 %.
  var mostThresholdDeviation: Double {
    min(max(max(variances.threshold, 0) + 1.645 * errors.threshold, 0), totalResponse).squareRoot()
  }
  /// The relative variance of answers, whatever makes it.
  private var totalResponse: Double { max((1 + variances.gain) * (1 + variances.threshold) - 1, 0) }
  private var gainVariance: Double { max(isThresholdKnown ? variances.gain : totalResponse, 0) }
  private var darkVariance: Double {
    max(isThresholdKnown ? variances.dark : (1 + variances.dark) * (1 + variances.threshold) - 1, 0)
  }

  /// Spikes a readout of the mean pixel at white: that of 1/θ is 1 + its variance where the mean of θ is 1.
  var whiteRate: Double { 255 * variances.responseMean / (1 + thresholdVariance) }
  private var meanDark: Double {
    variances.darkMean / (1 + thresholdVariance) * nominal.meanThreshold / nominal.exposure
  }

  /// A pixel's threshold over the mean one, by its dark rate and answer and by how all pixels spread.
  ///
  /// Given the threshold, dark current and gain follow from the rates, so their priors are normal in it.
  func threshold(of line: SpikingCalibration.Line, isGood: Bool) -> (mean: Double, deviation: Double) {
    let most = mostThresholdDeviation
    guard isThresholdKnown, isGood, gainVariance > 0, line.response > 0 else { return (1, most) }
    var (precision, sum) = (1 / thresholdVariance, 1 / thresholdVariance)
    func add(mean: Double, deviation: Double) {
      guard deviation > 0, mean.isFinite, deviation.isFinite else { return }
      precision += 1 / (deviation * deviation)
      sum += mean / (deviation * deviation)
    }
    let byGain = whiteRate / (255 * line.response)
    add(mean: byGain, deviation: byGain * gainVariance.squareRoot())
    if line.dark > 0 {
      let byDark = variances.darkMean / (1 + thresholdVariance) / line.dark
      let error = line.darkVariance / (line.dark * line.dark)
      add(mean: byDark, deviation: byDark * (darkVariance + error).squareRoot())
    }
    // The rates are the quantities over the threshold: a density of them holds its square.
    return ((sum + 2) / precision, 1 / precision.squareRoot())
  }

  /// Means and spreads with errors; the noise is set by another.
  func populations(_ lines: [SpikingCalibration.Line]) -> SpikingSensorEstimate.Populations {
    let darkRate = PopulationEstimate(lines.map(\.dark), errors: lines.map { $0.darkVariance.squareRoot() })
    let response = PopulationEstimate(
      lines.map { 255 * $0.response }, errors: lines.map { 255 * $0.responseVariance.squareRoot() })
    func spread(_ variance: Double, _ error: Double, scale: Double) -> (Double, Double) {
      let deviation = variance.squareRoot()
      return (scale * deviation, deviation > 0 ? scale * error / (2 * deviation) : scale * error.squareRoot())
    }
    let scale = nominal.meanThreshold / nominal.exposure
    let dark = spread(darkVariance, errors.dark, scale: meanDark)
    let gain = spread(gainVariance, errors.gain, scale: 1)
    let voltage = nominal.resetVoltage + nominal.resetOffset.mean
    let offset = spread(thresholdVariance, errors.threshold, scale: voltage)
    let none = PopulationEstimate(mean: 0, meanError: 0, deviation: 0, deviationError: 0)
    return SpikingSensorEstimate.Populations(
      darkRate: darkRate, response: response,
      darkCurrent: PopulationEstimate(
        mean: meanDark,
        meanError: scale * hypot(errors.darkMean, isThresholdKnown ? errors.threshold * variances.darkMean : 0),
        deviation: dark.0, deviationError: dark.1),
      gain: PopulationEstimate(mean: 1, meanError: 0, deviation: gain.0, deviationError: gain.1),
      resetOffset: PopulationEstimate(
        mean: nominal.resetOffset.mean, meanError: 0, deviation: offset.0, deviationError: offset.1),
      thresholdNoise: none)
  }
}
