/// Times as pictures name them.
public enum DurationText {
  /// A duration in the unit that suits it, with three significant digits.
  public static func short(microseconds time: Int64) -> String {
    switch time {
    case ..<1000: "\(time) µs"
    case ..<1_000_000: FlowPicture.number(Float(time) / 1e3) + " ms"
    default: FlowPicture.number(Float(Double(time) / 1e6)) + " s"
    }
  }

  /// A time in seconds with four digits after the point, six where times are as near as `step`.
  public static func seconds(microseconds time: Int64, step: Int64) -> String {
    let digits = step < 1000 ? 6 : 4
    let unit: Int64 = step < 1000 ? 1 : 100
    let (sign, ticks) = (time < 0 ? "−" : "", time.magnitude / unit.magnitude)
    let whole = 1_000_000 / unit.magnitude
    let fraction = String(ticks % whole)
    return "\(sign)\(ticks / whole)." + String(repeating: "0", count: digits - fraction.count) + "\(fraction) s"
  }
}
