import Foundation
import TestSupport

@testable import OpticalFlow

/// Events of dots that move over a sensor of 346 x 260, with the flow at each event's pixel: what contrast maximisation is
/// held against.
struct DrawnMotion {
  enum Kind: String, CaseIterable {
    case translation, rotation, zoom, layers
  }

  var events: ContrastSolver.Events
  /// The true displacement over the window at each event.
  var truth: [(u: Double, v: Double)] = []

  static let width = 346
  static let height = 260

  /// Draws `count` events of dots, rounded to whole pixels.
  init(_ kind: Kind, dots: Int, count: Int, seed: UInt64 = 1) {
    var random = SeededRandom(seed: seed)
    func draw(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &random) }
    let (width, height) = (Double(Self.width), Double(Self.height))
    let places = (0..<dots).map { _ in (x: draw(-60...width + 60), y: draw(-60...height + 60)) }
    events = ContrastSolver.Events(x: [], y: [], time: [], width: Self.width, height: Self.height)
    var drawn: [(time: Double, x: UInt16, y: UInt16, u: Double, v: Double)] = []
    while drawn.count < count {
      let dot = Int.random(in: 0..<dots, using: &random)
      let time = draw(0...1)
      let (x, y) = places[dot]
      let start = Self.velocity(kind, x, y, dot: dot)
      let (px, py) = (x + time * start.u, y + time * start.v)
      guard px >= 0, py >= 0, px.rounded() < width, py.rounded() < height else { continue }
      drawn.append((time, UInt16(px.rounded()), UInt16(py.rounded()), start.u, start.v))
    }
    drawn.sort { $0.time < $1.time }
    for event in drawn {
      events.x.append(event.x)
      events.y.append(event.y)
      events.time.append(Float(event.time))
      truth.append((event.u, event.v))
    }
  }

  /// How far a dot that starts at a place moves over the window.
  private static func velocity(_ kind: Kind, _ x: Double, _ y: Double, dot: Int) -> (u: Double, v: Double) {
    let (dx, dy) = (x - Double(width) / 2, y - Double(height) / 2)
    return switch kind {
    case .translation: (12, -7)
    case .rotation: (-0.1 * dy, 0.1 * dx)
    case .zoom: (0.1 * dx, 0.1 * dy)
    case .layers: y < 130 ? (10, 3) : (-8, 2)
    }
  }

  /// The mean error at the events over the mean length of the true flow.
  func relativeError(of flow: [Float]) -> Double {
    var (error, length) = (0.0, 0.0)
    for index in truth.indices {
      let pixel = Int(events.y[index]) * Self.width + Int(events.x[index])
      let (u, v) = (Double(flow[pixel]), Double(flow[Self.width * Self.height + pixel]))
      error += ((u - truth[index].u) * (u - truth[index].u) + (v - truth[index].v) * (v - truth[index].v)).squareRoot()
      length += (truth[index].u * truth[index].u + truth[index].v * truth[index].v).squareRoot()
    }
    return error / length
  }
}
