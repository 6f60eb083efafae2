import CKernels
import Foundation
import Kernels
import Runtime

/// Pixels that fire where the logarithm of the light crosses a threshold.
///
/// A pixel keeps the two gray levels between which nothing happens; most frames are two comparisons a pixel. Levels are
/// drawn in by 1e-6 of a logarithm, and who lies outside is looked at in double precision.
final class IdealEventPixels: EventPixels {
  /// What a change may lack of the threshold: float32 gray levels are rounded by 6e-8 of themselves.
  static let tolerance = 5e-7
  private static let boundMargin = 1e-6

  private let model: IdealEventModel
  private let blocks: PixelBlocks
  private let loops: SaccadeEventCameraLoops
  private let thresholds: PixelThresholds
  private let lower: PixelPlane<Float>
  private let upper: PixelPlane<Float>
  private let reference: PixelPlane<Double>
  /// When a pixel may fire again, in seconds; in ESIM's way when it has fired last.
  private let release: PixelPlane<Double>
  private let places: PixelPlane<UInt32>

  init(
    _ model: IdealEventModel, blocks: PixelBlocks, random: CounterRandom, threads: Int,
    loops: SaccadeEventCameraLoops
  ) {
    (self.model, self.blocks, self.loops) = (model, blocks, loops)
    thresholds = PixelThresholds(model.thresholds, blocks: blocks, random: random, threads: threads)
    lower = PixelPlane(blocks.paddedCount, of: -.infinity)
    upper = PixelPlane(blocks.paddedCount, of: .infinity)
    reference = PixelPlane(blocks.paddedCount, of: 0)
    release = PixelPlane(blocks.paddedCount, of: -.infinity)
    places = PixelPlane(blocks.paddedCount, of: 0)
  }

  var needsGridTimes: Bool { false }

  func start(_ gray: UnsafePointer<Float>, at seconds: Double) {
    for pixel in 0..<blocks.pixelCount {
      reference[pixel] = level(gray[pixel])
      setBounds(pixel)
    }
  }

  func advance(
    block: Int, step: EventStep, previous: UnsafePointer<Float>, current: UnsafePointer<Float>
  ) -> Int { 0 }

  func emit(
    block: Int, step: EventStep, gridTimes: Int, previous: UnsafePointer<Float>, current: UnsafePointer<Float>,
    into events: BlockEvents
  ) -> Int? {
    let pixels = blocks.pixels(of: block)
    let first = pixels.lowerBound
    let found = loops.outside(
      current + first, lower.start + first, upper.start + first, pixels.count, places.start + first)
    for index in 0..<found {
      let pixel = first + Int(places[first + index])
      if current[pixel].isNaN { return pixel }
      let change = Change(from: level(previous[pixel]), to: level(current[pixel]), step: step)
      if model.refractorySeconds > 0 && !model.movesReferenceAtCrossings {
        fireAndHold(pixel, change, into: events)
      } else {
        fire(pixel, change, into: events)
      }
    }
    return nil
  }

  /// A logarithm that goes in a line over a step.
  private struct Change {
    let from: Double
    let to: Double
    let step: EventStep

    func level(at seconds: Double) -> Double { from + (to - from) * (seconds - step.from) / step.duration }

    /// When it is at `level`, held in the part of the step from `start` on.
    func seconds(of level: Double, notBefore start: Double) -> Double {
      let share = (level - from) / (to - from)
      let seconds = step.from + step.duration * share
      return seconds > start ? min(seconds, step.to) : start
    }
  }

  /// The reference follows the crossings; what falls into the refractory period is left out.
  private func fire(_ pixel: Int, _ change: Change, into events: BlockEvents) {
    let on = threshold(model.thresholds.on, thresholds.on[pixel])
    let off = threshold(model.thresholds.off, thresholds.off[pixel])
    var level = reference[pixel]
    let rises = change.to > level
    while rises ? change.to - level >= on - Self.tolerance : level - change.to >= off - Self.tolerance {
      level += rises ? on : -off
      let seconds = change.seconds(of: level, notBefore: change.step.from)
      if seconds - release[pixel] >= model.refractorySeconds {
        append(pixel, seconds, isOn: rises, change.step, to: events)
        release[pixel] = seconds
      }
    }
    reference[pixel] = level
    setBounds(pixel)
  }

  /// The pixel holds still after an event, and takes the logarithm at the end of that for its reference.
  private func fireAndHold(_ pixel: Int, _ change: Change, into events: BlockEvents) {
    let on = threshold(model.thresholds.on, thresholds.on[pixel])
    let off = threshold(model.thresholds.off, thresholds.off[pixel])
    var now = change.step.from
    while true {
      if release[pixel] > now {
        // It stays outside of its bounds until then.
        if release[pixel] > change.step.to { return keepWatching(pixel) }
        now = release[pixel]
        reference[pixel] = change.level(at: now)
      }
      let level = reference[pixel]
      let isOn = change.to - level >= on - Self.tolerance
      guard isOn || level - change.to >= off - Self.tolerance else { break }
      reference[pixel] = isOn ? level + on : level - off
      now = change.seconds(of: reference[pixel], notBefore: now)
      append(pixel, now, isOn: isOn, change.step, to: events)
      release[pixel] = now + model.refractorySeconds
    }
    setBounds(pixel)
  }

  private func append(_ pixel: Int, _ seconds: Double, isOn: Bool, _ step: EventStep, to events: BlockEvents) {
    events.events.append(
      PixelEvent(time: step.microsecond(seconds), place: UInt32(pixel), isOn: isOn, cause: .signal))
  }

  private func threshold(_ nominal: Double, _ drawn: Float) -> Double {
    model.thresholds.deviation == 0 && model.thresholds.map == nil ? nominal : Double(drawn)
  }

  /// log(ε + gray / 255); what is below black is black.
  private func level(_ gray: Float) -> Double { log(model.epsilon + max(0, Double(gray)) / 255) }

  private func keepWatching(_ pixel: Int) { (lower[pixel], upper[pixel]) = (.infinity, -.infinity) }

  private func setBounds(_ pixel: Int) {
    let on = threshold(model.thresholds.on, thresholds.on[pixel])
    let off = threshold(model.thresholds.off, thresholds.off[pixel])
    upper[pixel] = Float(255 * (exp(reference[pixel] + on - Self.boundMargin) - model.epsilon))
    lower[pixel] = Float(255 * (exp(reference[pixel] - off + Self.boundMargin) - model.epsilon))
  }
}
