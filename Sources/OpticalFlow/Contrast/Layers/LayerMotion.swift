/// How a thing moves over a window of events: it shifts, grows and turns evenly about a point.
///
/// Places belong to the middle of the window.
struct LayerMotion: Sendable, Hashable {
  /// How far the centre moves to the right over the window, in pixels.
  var u: Double
  /// How far it moves downwards.
  var v: Double
  /// How much longer distances become, as a part of what they are.
  var growth = 0.0
  /// By what angle it turns, in radians, from right to down.
  var turning = 0.0
  var centerX = 0.0
  var centerY = 0.0

  static let rest = LayerMotion(u: 0, v: 0)

  /// Where what is seen at a place lies in the middle of the window.
  ///
  /// - Parameter offset: When it is seen: -0.5 at the start of the window, 0.5 at its end.
  @inline(__always)
  func middle(_ x: Double, _ y: Double, offset: Double) -> (x: Double, y: Double) {
    // x + offset · flow(x) = what is given, a product of complex numbers.
    let (real, imaginary) = (1 + offset * growth, offset * turning)
    let px = x - offset * (u - growth * centerX + turning * centerY)
    let py = y - offset * (v - growth * centerY - turning * centerX)
    let square = real * real + imaginary * imaginary
    return ((px * real + py * imaginary) / square, (py * real - px * imaginary) / square)
  }

  /// How far what lies at a place in the middle of the window moves over it.
  @inline(__always)
  func flow(_ x: Double, _ y: Double) -> (u: Double, v: Double) {
    let (dx, dy) = (x - centerX, y - centerY)
    return (u + growth * dx - turning * dy, v + growth * dy + turning * dx)
  }

  /// The same motion about another point.
  func about(_ x: Double, _ y: Double) -> LayerMotion {
    let (u, v) = flow(x, y)
    return LayerMotion(u: u, v: v, growth: growth, turning: turning, centerX: x, centerY: y)
  }
}
