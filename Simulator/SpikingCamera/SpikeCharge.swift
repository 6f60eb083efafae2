/// The fixed-point numbers that a spiking camera counts in.
///
/// Charge and gray levels are whole multiples of 2^−32 gray levels in 64 bits: every float32 gray level from 2^−8 up is
/// such a multiple, so charge never drifts. All conversions round to nearest, ties to even, on values below 2^51; the
/// compiled loops do the same.
enum SpikeCharge {
  /// Units in one gray level.
  static let unitsPerGray = 4_294_967_296.0
  /// The brightest gray level that is told apart, and the highest threshold.
  static let brightestGray: Float = 131_072
  /// The distance from the threshold below which rounding on a ramp may reach it: 2^−16 gray levels.
  static let rampMargin = 1 / 65_536.0

  /// A gray level, or a threshold, in units.
  static func units(_ gray: Double) -> Int64 { Int64((gray * unitsPerGray).rounded(.toNearestOrEven)) }

  /// Units in gray levels.
  static func gray(_ units: Int64) -> Double { Double(units) / unitsPerGray }

  /// What a part of a readout adds; see ``ReadoutStep/part(from:to:slope:)``.
  ///
  /// The parts of a readout of constant gray telescope: together they are that gray level exactly.
  static func part(_ a: Float, _ b: Float, from: Double, to: Double, slope: Double) -> Int64 {
    let start = Double(units(Double(a)))
    let change = Double(units(Double(b))) - start
    return rounded(start * to) - rounded(start * from) + rounded(change * slope)
  }

  /// What the first readout of a ramp adds, and by how much each further one adds more.
  static func ramp(_ a: Float, _ b: Float, first: Double, step: Double) -> (increment: Int64, step: Int64) {
    let start = units(Double(a))
    let change = Double(units(Double(b))) - Double(start)
    return (start + rounded(change * first), rounded(change * step))
  }

  private static func rounded(_ value: Double) -> Int64 { Int64(value.rounded(.toNearestOrEven)) }
}
