import CKernels
import Foundation
import Kernels
import Runtime

/// Pixels after v2e.
///
/// In single precision where v2e's are, so that counts agree at a threshold.
final class V2EPixels: EventPixels {
  let model: V2EModel
  let blocks: PixelBlocks
  let random: CounterRandom
  let thresholds: PixelThresholds
  /// F and R of the model.
  let filtered: PixelPlane<Float>
  let reference: PixelPlane<Float>
  /// What the reference sinks by a second at a leak of 1 Hz.
  let leak: PixelPlane<Float>
  /// The photoreceptors' noise now, and F and the noise when each pixel fired last.
  let noise: PixelPlane<Float>
  private let noiseAtEvent: PixelPlane<Float>
  private let filteredAtEvent: PixelPlane<Float>
  /// When each pixel fired last, in seconds.
  let lastEvent: PixelPlane<Double>
  /// How much more likely than at the nominal thresholds shot noise is, summed up over a block's pixels to this one.
  let shotWeights: PixelPlane<Float>
  private let loops: SaccadeEventCameraLoops
  /// The pixels of each block that reached a threshold in this step, and their F − R before it.
  private let places: PixelPlane<UInt32>
  private let before: PixelPlane<Float>
  private let found: PixelPlane<Int>
  private(set) var startSeconds = 0.0

  init(
    _ model: V2EModel, blocks: PixelBlocks, random: CounterRandom, threads: Int, loops: SaccadeEventCameraLoops
  ) {
    precondition(
      model.photoreceptorNoise == 0 || model.cutoffHz > 0, "The photoreceptors' noise needs a cutoff above 0.")
    (self.model, self.blocks, self.random, self.loops) = (model, blocks, random, loops)
    let thresholds = PixelThresholds(model.thresholds, blocks: blocks, random: random, threads: threads)
    self.thresholds = thresholds
    filtered = PixelPlane(blocks.paddedCount, of: 0)
    reference = PixelPlane(blocks.paddedCount, of: 0)
    noise = PixelPlane(model.photoreceptorNoise > 0 ? blocks.paddedCount : 0, of: 0)
    noiseAtEvent = PixelPlane(model.photoreceptorNoise > 0 ? blocks.paddedCount : 0, of: 0)
    let isMixed = model.photoreceptorNoise > 0 || model.leakHz > 0
    filteredAtEvent = PixelPlane(isMixed ? blocks.paddedCount : 0, of: 0)
    lastEvent = PixelPlane(blocks.paddedCount, of: -.infinity)
    places = PixelPlane(blocks.paddedCount, of: 0)
    before = PixelPlane(blocks.paddedCount, of: 0)
    found = PixelPlane(blocks.count, of: 0)
    let leak = PixelPlane(model.leakHz > 0 ? blocks.paddedCount : 0, of: Float(0))
    if model.leakHz > 0 {
      Threads.forEach(blocks.count, threads: threads) { block, _ in
        for pixel in blocks.pixels(of: block) {
          if let map = model.leakMap {
            leak[pixel] = Float(Double(map[pixel]) / model.leakHz) * thresholds.on[pixel]
            continue
          }
          let decades = model.noiseDecades == 0 ? 0 : random.normals(for: .eventLeakRate, pixel: pixel).0
          leak[pixel] = Float(pow(10, model.noiseDecades * decades)) * thresholds.on[pixel]
        }
      }
    }
    self.leak = leak
    let weights = PixelPlane(model.shotHz > 0 ? blocks.paddedCount : 0, of: Float(0))
    if model.shotHz > 0 {
      for block in 0..<blocks.count {
        var sum = 0.0
        for pixel in blocks.pixels(of: block) {
          if let map = model.shotMap {
            sum += 2 * Double(map[pixel]) / model.shotHz
          } else {
            sum += model.thresholds.on / Double(thresholds.on[pixel])
            sum += model.thresholds.off / Double(thresholds.off[pixel])
          }
          weights[pixel] = Float(sum)
        }
      }
    }
    shotWeights = weights
  }

  var needsGridTimes: Bool { model.times == .grid }

  func start(_ gray: UnsafePointer<Float>, at seconds: Double) {
    startSeconds = seconds
    for pixel in 0..<blocks.pixelCount {
      filtered[pixel] = Self.linearLogarithm(gray[pixel])
      reference[pixel] = filtered[pixel]
      if isMixed { filteredAtEvent[pixel] = filtered[pixel] }
    }
  }

  /// Linear up to 20, the natural logarithm above, rounded to 8 digits.
  static func linearLogarithm(_ gray: Float) -> Float {
    let gray = Double(gray)
    let value = gray <= 20 ? gray * (log(20) / 20) : log(gray)
    return Float((value * 1e8).rounded(.toNearestOrEven) / 1e8)
  }

  func advance(
    block: Int, step: EventStep, previous: UnsafePointer<Float>, current: UnsafePointer<Float>
  ) -> Int {
    let pixels = blocks.pixels(of: block)
    let first = pixels.lowerBound
    let frame = UInt64(step.index)
    let keep = exp(-2 * Double.pi * model.cutoffHz * step.duration)
    var job = SaccadeFilteredPixels(
      gray: current + first, filtered: filtered.start + first, reference: reference.start + first,
      on: thresholds.on.start + first, off: thresholds.off.start + first,
      leak: model.leakHz > 0 ? UnsafePointer(leak.start + first) : nil, leak_scale: Float(step.duration * model.leakHz),
      leak_jitter: Float(model.leakJitter), noise: hasNoise ? noise.start + first : nil, noise_keep: Float(keep),
      noise_scale: Float(model.photoreceptorNoise * (1 - keep * keep).squareRoot()),
      key: (UInt32(truncatingIfNeeded: random.seed), UInt32(truncatingIfNeeded: random.seed >> 32)),
      frame: (UInt32(truncatingIfNeeded: frame), UInt32(truncatingIfNeeded: frame >> 32)),
      leak_purpose: RandomPurpose.eventLeakJitter.rawValue,
      noise_purpose: RandomPurpose.eventPhotoreceptorNoise.rawValue, first_group: UInt32(first / 64),
      response: step.duration * (2 * Double.pi * model.cutoffHz), count: pixels.count, places: places.start + first,
      before: before.start + first)
    let count = loops.filtered(&job)
    found[block] = count
    guard needsGridTimes else { return 0 }
    return (0..<count).reduce(0) { most, index in
      max(most, crossings(of: first + Int(places[first + index])).count)
    }
  }

  func emit(
    block: Int, step: EventStep, gridTimes: Int, previous: UnsafePointer<Float>, current: UnsafePointer<Float>,
    into events: BlockEvents
  ) -> Int? {
    let first = blocks.pixels(of: block).lowerBound
    for index in 0..<found[block] {
      let pixel = first + Int(places[first + index])
      if current[pixel].isNaN { return pixel }
      fire(pixel, before: before[first + index], step: step, gridTimes: gridTimes, into: events)
    }
    if model.shotHz > 0 { addShotNoise(block: block, step: step, gridTimes: gridTimes, current, into: events) }
    return nil
  }

  /// What is compared with the reference.
  func level(of pixel: Int) -> Float { hasNoise ? filtered[pixel] + noise[pixel] : filtered[pixel] }

  /// How often a pixel is beyond its threshold, and on which side.
  private func crossings(of pixel: Int) -> (count: Int, isOn: Bool) {
    let change = level(of: pixel) - reference[pixel]
    let times = change >= 0 ? change / thresholds.on[pixel] : -change / thresholds.off[pixel]
    return (times.isFinite ? Int(times.rounded(.down)) : 0, change >= 0)
  }

  private func fire(_ pixel: Int, before: Float, step: EventStep, gridTimes: Int, into events: BlockEvents) {
    let (count, isOn) = crossings(of: pixel)
    if count == 0 { return }
    let threshold = isOn ? thresholds.on[pixel] : thresholds.off[pixel]
    let sign: Double = isOn ? 1 : -1
    let start = sign * Double(before)
    let way = sign * Double(level(of: pixel) - reference[pixel]) - start
    var parts = isMixed ? self.parts(of: pixel, sign: sign, until: step.to) : SIMD4(1, 0, 0, 0)
    var fired: Float = 0
    for number in 1...count {
      let seconds =
        gridTimes > 0
        ? Self.gridSeconds(number, of: gridTimes, in: step)
        : Self.seconds(at: (Double(number) * Double(threshold) - start) / way, in: step)
      if isSilent(pixel, at: seconds) { continue }
      append(pixel, seconds, isOn: isOn, cause: isMixed ? Self.takeCause(&parts, threshold) : .signal, step, to: events)
      noteEvent(of: pixel, at: seconds)
      fired += 1
    }
    if isOn { reference[pixel] += fired * threshold } else { reference[pixel] -= fired * threshold }
  }

  var hasNoise: Bool { model.photoreceptorNoise > 0 }

  /// Whether an event may have several causes.
  private var isMixed: Bool { hasNoise || model.leakHz > 0 }

  /// How far light, leak and noise went towards a threshold since the pixel fired last, the leak's jitter apart.
  private func parts(of pixel: Int, sign: Double, until seconds: Double) -> SIMD4<Double> {
    let duration = seconds - max(startSeconds, lastEvent[pixel])
    return SIMD4(
      sign * Double(filtered[pixel] - filteredAtEvent[pixel]),
      model.leakHz > 0 ? sign * duration * model.leakHz * Double(leak[pixel]) : 0,
      hasNoise ? sign * Double(noise[pixel] - noiseAtEvent[pixel]) : 0, 0)
  }

  /// What went farthest, of which a threshold is taken away.
  private static func takeCause(_ parts: inout SIMD4<Double>, _ threshold: Float) -> EventCause {
    let part = (1..<3).reduce(0) { parts[$1] > parts[$0] ? $1 : $0 }
    parts[part] -= Double(threshold)
    return part == 0 ? .signal : part == 1 ? .leak : .photoreceptorNoise
  }

  func noteEvent(of pixel: Int, at seconds: Double) {
    lastEvent[pixel] = seconds
    if isMixed { filteredAtEvent[pixel] = filtered[pixel] }
    if hasNoise { noiseAtEvent[pixel] = noise[pixel] }
  }

  func isSilent(_ pixel: Int, at seconds: Double) -> Bool {
    if model.refractorySeconds == 0 { return false }
    if model.times == .crossing { return !(seconds - lastEvent[pixel] > model.refractorySeconds) }
    // v2e's times have single precision, which decides where a period is a whole number of grid times.
    return !(Float(seconds) - Float(lastEvent[pixel]) > Float(model.refractorySeconds))
  }

  private static func seconds(at share: Double, in step: EventStep) -> Double {
    share >= 0 ? step.from + step.duration * min(1, share) : step.from
  }

  /// The `number`-th of `count` times, the last of which is the end of the step, counted from the nearer end.
  static func gridSeconds(_ number: Int, of count: Int, in step: EventStep) -> Double {
    let (first, last) = (Float(step.from + step.duration / Double(count)), Float(step.to))
    if count == 1 { return Double(first) }
    let distance = (last - first) / Float(count - 1)
    return Double(
      number - 1 < count / 2 ? first + distance * Float(number - 1) : last - distance * Float(count - number))
  }

  func append(
    _ pixel: Int, _ seconds: Double, isOn: Bool, cause: EventCause, _ step: EventStep, to events: BlockEvents
  ) {
    events.events.append(PixelEvent(time: step.microsecond(seconds), place: UInt32(pixel), isOn: isOn, cause: cause))
  }
}
