/// An event camera after DVS-Voltmeter (Lin, Ma, Guo, Wen: DVS-Voltmeter; ECCV 2022).
///
/// A pixel's voltage is a Brownian motion with drift between two barriers at −1 and 1, on linear intensity. In a frame with
/// the change of gray ΔI, the mean Ī and the length Δt in microseconds the drift is
/// µ = k₁ ΔI / Δt / (Ī + k₂) + k₄ + k₅ Ī, and the spread σ = k₃ √Ī / (Ī + k₂) + k₆, in volts a µs and volts a √µs. Which
/// barrier comes first is drawn with its probability, the time from an inverse Gaussian distribution (a Lévy distribution
/// without drift), and the voltage starts anew at 0. What a frame leaves over moves on towards its barrier in a line.
///
/// The published code draws Lévy times twice as long as its formula, and takes both barriers for equally likely where there is
/// no drift, however far they are: ``followsPublishedCode`` keeps both.
public struct VoltmeterModel: Sendable, Equatable {
  /// Constants that were published for sensors.
  public enum Sensor: String, Sendable, CaseIterable {
    /// The DAVIS346.
    case dvs346
    /// The DAVIS240.
    case dvs240
  }

  /// k₁ … k₆.
  public var constants: [Double]
  /// Whether the published code's faults are kept.
  public var followsPublishedCode: Bool

  /// Takes constants.
  ///
  /// - Precondition: There are six numbers, k₂ above 0, k₃ and k₆ not negative.
  public init(constants: [Double], followsPublishedCode: Bool = false) {
    precondition(constants.count == 6 && constants.allSatisfy(\.isFinite), "There are six constants.")
    precondition(constants[1] > 0 && constants[2] >= 0 && constants[5] >= 0, "k₂ is above 0, k₃ and k₆ not below.")
    (self.constants, self.followsPublishedCode) = (constants, followsPublishedCode)
  }

  /// The constants of a sensor.
  public init(_ sensor: Sensor = .dvs346, followsPublishedCode: Bool = false) {
    switch sensor {
    case .dvs346:
      self.init(constants: [0.00018 * 29250, 20, 0.0001, 1e-7, 5e-9, 1e-5], followsPublishedCode: followsPublishedCode)
    case .dvs240:
      self.init(
        constants: [0.000094 * 47065, 23, 0.0002, 1e-7, 5e-8, 1e-5], followsPublishedCode: followsPublishedCode)
    }
  }
}
