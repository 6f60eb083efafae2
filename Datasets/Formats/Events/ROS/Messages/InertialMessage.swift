import Recordings

/// A message `sensor_msgs/Imu`: of its orientation and covariances nothing is kept.
struct InertialMessage {
  /// The sample on the host's clock.
  let sample: InertialSample

  private static let orientationNumbers = 4
  private static let covarianceNumbers = 9

  /// Takes a message apart.
  ///
  /// - Throws: ``MessageDamage`` where its fields do not fit in its bytes.
  init(_ message: BagMessage) throws {
    var fields = try MessageFields(message.bytes, form: message.form)
    let stamp = try fields.header(message.form)
    func skip(_ count: Int) throws { for _ in 0..<count { _ = try fields.real() } }
    func vector() throws -> SIMD3<Double> { SIMD3(try fields.real(), try fields.real(), try fields.real()) }
    try skip(Self.orientationNumbers + Self.covarianceNumbers)
    let angularVelocity = try vector()
    try skip(Self.covarianceNumbers)
    sample = InertialSample(
      timeMicroseconds: stamp / 1000, acceleration: try vector(), angularVelocity: angularVelocity)
  }
}
