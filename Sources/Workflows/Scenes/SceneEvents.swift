import Foundation
import Recordings
import Simulator

/// The events of a scene, as an ideal event camera sees it.
struct SceneEvents {
  /// The farthest that anything moves from one picture to the next, in pixels.
  private static let step = 0.5
  private let renderer: SceneRenderer
  private let seconds: Double
  private let camera: EventCamera

  /// Describes a recording from 0 on.
  init(
    _ renderer: SceneRenderer, seconds: Double, model: EventCameraModel = .ideal(IdealEventModel()), seed: UInt64,
    threads: Int
  ) {
    (self.renderer, self.seconds) = (renderer, seconds)
    camera = EventCamera(size: renderer.scene.size, model: model, seed: seed, threads: threads)
  }

  /// Pictures a second at which nothing moves by more than half a pixel between two.
  private var rate: Double {
    let parts = 64
    let fastest = (0..<parts).reduce(0.0) { fastest, part in
      let (from, to) = (seconds * Double(part) / Double(parts), seconds * Double(part + 1) / Double(parts))
      return max(fastest, renderer.largestMotion(from: from, to: to) / (to - from))
    }
    return min(max(fastest / Self.step, 100), 1_000_000)
  }

  /// Records.
  func record(emit: (SimulatedEvents) throws -> Void) throws {
    let count = Int((seconds * rate).rounded(.up)) + 1
    // Whole nanoseconds: they are the same on the clock of the pictures and on that of the events.
    let period = Rational(Int64((seconds / Double(count - 1) * 1e9).rounded()), 1_000_000_000)
    let light = SceneLight(renderer, rate: Rational(period.denominator, period.numerator), count: count)
    while let frame = light.next() { try camera.append(frame.gray, at: frame.time, emit: emit) }
    try camera.finish(emit: emit)
  }
}
