/// What an inertial unit measured at one time.
///
/// Axes are those of the recording, which no reader turns. AEDAT has those of the chip; in the DAVIS240 that is x to the
/// left of the picture, y down, z out of the back of the camera. Drivers of ROS, and with them MVSEC, turn them: x right, y
/// down, z to the front. A camera at rest measures what holds it up: about 9.8 m/s² upwards.
public struct InertialSample: Sendable, Hashable {
  /// When, in microseconds on the clock of the recording's events.
  public var timeMicroseconds: Int64
  /// The acceleration x, y, z in m/s².
  public var acceleration: SIMD3<Double>
  /// The angular velocity about x, y, z in rad/s.
  public var angularVelocity: SIMD3<Double>
  /// The temperature of the chip in degrees Celsius; nil where it was not measured.
  public var temperatureCelsius: Double?
  /// The magnetic field x, y, z in microtesla; nil where it was not measured.
  public var magneticFieldMicrotesla: SIMD3<Double>?

  /// Describes a measurement.
  public init(
    timeMicroseconds: Int64, acceleration: SIMD3<Double>, angularVelocity: SIMD3<Double>,
    temperatureCelsius: Double? = nil, magneticFieldMicrotesla: SIMD3<Double>? = nil
  ) {
    self.timeMicroseconds = timeMicroseconds
    self.acceleration = acceleration
    self.angularVelocity = angularVelocity
    self.temperatureCelsius = temperatureCelsius
    self.magneticFieldMicrotesla = magneticFieldMicrotesla
  }

  /// What formats call one g, in m/s²: standard gravity (CGPM 1901).
  public static let standardGravity = 9.80665
  /// A degree in radians.
  public static let radiansPerDegree = Double.pi / 180

  /// Describes a measurement in the units of AEDAT: g, degrees a second.
  public init(
    timeMicroseconds: Int64, accelerationG: SIMD3<Double>, degreesPerSecond: SIMD3<Double>,
    temperatureCelsius: Double? = nil, magneticFieldMicrotesla: SIMD3<Double>? = nil
  ) {
    self.init(
      timeMicroseconds: timeMicroseconds, acceleration: accelerationG * Self.standardGravity,
      angularVelocity: degreesPerSecond * Self.radiansPerDegree, temperatureCelsius: temperatureCelsius,
      magneticFieldMicrotesla: magneticFieldMicrotesla)
  }

  /// The acceleration in g.
  public var accelerationG: SIMD3<Double> { acceleration / Self.standardGravity }
  /// The angular velocity in degrees a second.
  public var degreesPerSecond: SIMD3<Double> { angularVelocity / Self.radiansPerDegree }
}
