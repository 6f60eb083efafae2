import Foundation
import Recordings
import Simulator

/// The events of a scene from 0 on, as an event camera sees it, as far as is asked for.
///
/// The camera is shown so many pictures that nothing moves by more than half a pixel between two.
final class SceneEvents {
  /// The farthest that anything moves from one picture to the next, in pixels.
  private static let step = 0.5
  private let light: SceneLight
  private let camera: EventCamera
  private var seen = -Double.infinity

  /// Describes a recording.
  init(
    _ renderer: SceneRenderer, seconds: Double, model: EventCameraModel = .ideal(IdealEventModel()),
    terms: EventTerms = EventTerms(), seed: UInt64, threads: Int
  ) {
    let count = Int((seconds * Self.rate(renderer, seconds)).rounded(.up)) + 1
    // Whole nanoseconds: they are the same on the clock of the pictures and on that of the events.
    let period = Rational(Int64((seconds / Double(count - 1) * 1e9).rounded()), 1_000_000_000)
    light = SceneLight(renderer, rate: Rational(period.denominator, period.numerator), count: count)
    camera = EventCamera(size: renderer.scene.size, model: model, terms: terms, seed: seed, threads: threads)
  }

  /// Pictures a second.
  private static func rate(_ renderer: SceneRenderer, _ seconds: Double) -> Double {
    let parts = 64
    let fastest = (0..<parts).reduce(0.0) { fastest, part in
      let (from, to) = (seconds * Double(part) / Double(parts), seconds * Double(part + 1) / Double(parts))
      return max(fastest, renderer.largestMotion(from: from, to: to) / (to - from))
    }
    return min(max(fastest / Self.step, 100), 1_000_000)
  }

  /// Shows the camera what comes up to a time and the picture behind it.
  ///
  /// - Parameter willShow: Called before every picture.
  func advance(
    to seconds: Double, willShow: () throws -> Void = {}, emit: (SimulatedEvents) throws -> Void
  ) throws {
    while seen < seconds, let frame = light.next() {
      try willShow()
      try camera.append(frame.gray, at: frame.time, emit: emit)
      seen = frame.time.doubleValue
    }
  }

  /// Records to the end.
  func finish(willShow: () throws -> Void = {}, emit: (SimulatedEvents) throws -> Void) throws {
    try advance(to: .infinity, willShow: willShow, emit: emit)
    try camera.finish(emit: emit)
  }
}
