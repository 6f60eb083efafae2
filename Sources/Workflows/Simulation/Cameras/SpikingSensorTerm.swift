import Simulator

/// What can be said of a spiking camera's sensor, by the name that stands in a camera file and is typed.
public enum SpikingSensorTerm: String, Sendable, CaseIterable {
  case darkCurrent = "dark-current"
  case capacitance
  case resetVoltage = "reset-voltage"
  case resetOffset = "reset-offset"
  case gainDeviation = "gain-deviation"
  case exposure
  case whiteRate = "white-rate"
  case photons
  case afterSpike = "after-spike"
  case thresholdNoise = "threshold-noise"
  case uniformCharge = "uniform-charge"
  case clocks
  case diffuseNoise = "diffuse-noise"
  case inherentInterval = "inherent-interval"

  /// What it is, in a few words.
  public var meaning: String {
    switch self {
    case .darkCurrent: "mean, deviation over pixels"
    case .capacitance: "charge a volt: mean, deviation"
    case .resetVoltage: "volts to the threshold"
    case .resetOffset: "what pixels add to them: mean, deviation"
    case .gainDeviation: "of the answer to light, whose mean is 1"
    case .exposure: "charge that a current of 1 brings a readout"
    case .whiteRate: "spikes a readout at white"
    case .photons: "of a readout at white; 0 for light without shot noise"
    case .afterSpike: "share of the light that counts after a spike"
    case .thresholdNoise: "deviation in volts from readout to readout"
    case .uniformCharge: "what uniform first charges reach up to"
    case .clocks: "looks at the threshold a readout"
    case .diffuseNoise: "deviation of a readout in gray levels; without photons"
    case .inherentInterval: "readouts between spikes without light: mean, deviation"
    }
  }

  /// How many numbers it is.
  public var count: Int {
    switch self {
    case .darkCurrent, .capacitance, .resetOffset, .inherentInterval: 2
    case .resetVoltage, .gainDeviation, .exposure, .whiteRate, .photons, .afterSpike, .thresholdNoise, .uniformCharge,
      .clocks, .diffuseNoise:
      1
    }
  }

  /// What the numbers have to be; nil where they are that. A missing deviation is 0.
  public func fault(_ values: [Double]) -> String? {
    let most = 1e9
    guard (1...count).contains(values.count), values.allSatisfy({ $0.isFinite && $0.magnitude <= most }) else {
      return count == 1 ? "needs one number" : "needs a mean, and may have a deviation"
    }
    if values.count == 2, values[1] < 0 { return "has a deviation below 0" }
    switch self {
    case .capacitance, .resetVoltage, .whiteRate: return values[0] > 0 ? nil : "needs to be above 0"
    case .exposure, .gainDeviation, .photons, .thresholdNoise, .uniformCharge, .diffuseNoise, .darkCurrent,
      .inherentInterval:
      return values[0] >= 0 ? nil : "needs to be 0 or more"
    case .afterSpike: return values[0] >= 0 && values[0] <= 1 ? nil : "needs a share from 0 to 1"
    case .clocks:
      return values[0] >= 1 && values[0] <= 1e6 && values[0] == values[0].rounded()
        ? nil : "needs a whole number from 1 on"
    case .resetOffset: return nil
    }
  }

  /// Sets it.
  ///
  /// - Precondition: The numbers have no ``fault(_:)``.
  public func set(_ values: [Double], in sensor: inout SpikingSensor) {
    precondition(fault(values) == nil, "\(rawValue) \(fault(values) ?? "").")
    let spread = SpikingSensor.Spread(values[0], values.count > 1 ? values[1] : 0)
    switch self {
    case .darkCurrent: sensor.darkCurrent = spread
    case .capacitance: sensor.capacitance = spread
    case .resetVoltage: sensor.resetVoltage = values[0]
    case .resetOffset: sensor.resetOffset = spread
    case .gainDeviation: sensor.gainDeviation = values[0]
    case .exposure: sensor.exposure = values[0]
    case .whiteRate: sensor.whiteRate = values[0]
    case .photons: sensor.photonsAtWhite = values[0] > 0 ? values[0] : nil
    case .afterSpike: sensor.afterSpike = values[0]
    case .thresholdNoise: sensor.thresholdNoise = values[0]
    case .uniformCharge: sensor.uniformCharge = values[0]
    case .clocks: sensor.clocksPerReadout = Int(values[0])
    case .diffuseNoise: sensor.diffuseNoise = values[0]
    case .inherentInterval: sensor.inherentInterval = values[0] > 0 ? spread : nil
    }
  }

  /// Lets what was set count for every pixel, where a map said it for each.
  public func forgetMap(in sensor: inout SpikingSensor) {
    switch self {
    case .darkCurrent: sensor.maps.darkCurrent = nil
    case .gainDeviation: sensor.maps.gain = nil
    case .resetOffset: sensor.maps.resetOffset = nil
    case .thresholdNoise: sensor.maps.thresholdNoise = nil
    case .capacitance, .resetVoltage, .exposure, .whiteRate, .photons, .afterSpike, .uniformCharge, .clocks,
      .diffuseNoise, .inherentInterval:
      break
    }
  }

  /// The numbers that a sensor has.
  public func values(of sensor: SpikingSensor) -> [Double] {
    func both(_ spread: SpikingSensor.Spread) -> [Double] { [spread.mean, spread.deviation] }
    return switch self {
    case .darkCurrent: both(sensor.darkCurrent)
    case .capacitance: both(sensor.capacitance)
    case .resetVoltage: [sensor.resetVoltage]
    case .resetOffset: both(sensor.resetOffset)
    case .gainDeviation: [sensor.gainDeviation]
    case .exposure: [sensor.exposure]
    case .whiteRate: [sensor.whiteRate]
    case .photons: [sensor.photonsAtWhite ?? 0]
    case .afterSpike: [sensor.afterSpike]
    case .thresholdNoise: [sensor.thresholdNoise]
    case .uniformCharge: [sensor.uniformCharge]
    case .clocks: [Double(sensor.clocksPerReadout)]
    case .diffuseNoise: [sensor.diffuseNoise]
    case .inherentInterval: both(sensor.inherentInterval ?? SpikingSensor.Spread(0, 0))
    }
  }
}

/// The sensors that published simulators have, where a camera of one's own begins.
public enum SpikingSensorBase: String, Sendable, CaseIterable {
  case scsim, spikingsim

  /// The sensor.
  public var sensor: SpikingSensor {
    switch self {
    case .scsim: .scsim
    case .spikingsim: .spikingsim
    }
  }

  /// What a spike leaves of the charge where nothing else is said.
  public var reset: SpikeReset {
    switch self {
    case .scsim: .soft
    case .spikingsim: .hard
    }
  }
}
