import TestSupport

@testable import OpticalFlow

/// Events of two patches of dots that move over a field of dots at rest, which they hide: the flow at the window's start is
/// known at every pixel.
struct DrawnLayers {
  struct Patch {
    var left: Double
    var top: Double
    var side: Double
    var motion: LayerMotion

    func holds(_ x: Double, _ y: Double) -> Bool { x >= left && x < left + side && y >= top && y < top + side }
  }

  static let (width, height) = (120, 90)
  static let patches = [
    Patch(left: 14, top: 24, side: 34, motion: LayerMotion(u: 11, v: 3, turning: 0.06, centerX: 36, centerY: 42)),
    Patch(left: 72, top: 34, side: 30, motion: LayerMotion(u: -6, v: -9, growth: 0.05, centerX: 84, centerY: 44)),
  ]

  var events = ContrastSolver.Events(x: [], y: [], time: [], width: width, height: height)

  init(seed: UInt64 = 3) {
    var random = SeededRandom(seed: seed)
    func draw(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    var drawn: [(time: Float, x: Int, y: Int)] = []
    func seen(_ x: Double, _ y: Double, _ time: Double) {
      let (column, row) = (Int(x.rounded()), Int(y.rounded()))
      guard column >= 0, row >= 0, column < Self.width, row < Self.height else { return }
      drawn.append((Float(time), column, row))
    }
    for patch in Self.patches {
      for _ in 0..<70 {
        let (x, y) = (patch.left + draw(0...1) * patch.side, patch.top + draw(0...1) * patch.side)
        for step in 0..<16 {
          let time = (Double(step) + draw(0...1)) / 16
          let place = Self.place(patch, x, y, time)
          seen(place.x, place.y, time)
        }
      }
    }
    for _ in 0..<700 {
      let (x, y, time) = (draw(0...Double(Self.width)), draw(0...Double(Self.height)), draw(0...1))
      if Self.patches.contains(where: { Self.hides($0, x, y, time) }) { continue }
      seen(x, y, time)
    }
    for event in drawn.sorted(by: { $0.time < $1.time }) {
      events.x.append(UInt16(event.x))
      events.y.append(UInt16(event.y))
      events.time.append(event.time)
    }
  }

  /// Where a point of a patch, told by where it is at the start, lies at a time from 0 to 1.
  private static func place(_ patch: Patch, _ x: Double, _ y: Double, _ time: Double) -> (x: Double, y: Double) {
    let middle = patch.motion.middle(x, y, offset: -0.5)
    let (u, v) = patch.motion.flow(middle.x, middle.y)
    return (x + time * u, y + time * v)
  }

  private static func hides(_ patch: Patch, _ x: Double, _ y: Double, _ time: Double) -> Bool {
    let middle = patch.motion.middle(x, y, offset: time - 0.5)
    let (u, v) = patch.motion.flow(middle.x, middle.y)
    return patch.holds(middle.x - u / 2, middle.y - v / 2)
  }

  /// The mean error of a flow at the pixels with an event over the mean length of the true flow at the window's start.
  func ratio(of field: (_ x: Int, _ y: Int) -> (u: Float, v: Float)) -> Double {
    var (error, length) = (0.0, 0.0)
    for pixel in Set(events.x.indices.map { Int(events.y[$0]) * Self.width + Int(events.x[$0]) }).sorted() {
      let (y, x) = pixel.quotientAndRemainder(dividingBy: Self.width)
      var truth = (u: 0.0, v: 0.0)
      for patch in Self.patches where patch.holds(Double(x), Double(y)) {
        let middle = patch.motion.middle(Double(x), Double(y), offset: -0.5)
        truth = patch.motion.flow(middle.x, middle.y)
      }
      let (u, v) = field(x, y)
      let (du, dv) = (Double(u) - truth.u, Double(v) - truth.v)
      error += (du * du + dv * dv).squareRoot()
      length += (truth.u * truth.u + truth.v * truth.v).squareRoot()
    }
    return error / length
  }
}
