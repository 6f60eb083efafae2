import Recordings
import Tensors

/// ``IdealSpikingCamera`` in plain Swift, one pixel after another: what the compiled loops are tested against.
///
/// It has the same rounding and therefore the same frames, and it holds all of them in memory. Do not use it to make
/// recordings: it is more than a hundred times slower.
public struct ReferenceSpikingCamera: Sendable {
  /// The size of the sensor.
  public let geometry: SpikeGeometry
  private let rateHz: Rational
  private let threshold: Int64
  private let reset: SpikeReset
  private let initialCharge: InitialCharge

  /// Prepares a camera; see ``IdealSpikingCamera``.
  public init(
    geometry: SpikeGeometry, rateHz: Rational = 20_000, threshold: Double = IdealSpikingCamera.defaultThreshold,
    reset: SpikeReset = .soft, initialCharge: InitialCharge = .uniform(seed: 0)
  ) {
    self.geometry = geometry
    self.rateHz = rateHz
    self.threshold = SpikeCharge.units(threshold)
    self.reset = reset
    self.initialCharge = initialCharge
  }

  /// The frames from the first key frame to the last as bytes of 0 and 1, `[frames, height, width]`.
  ///
  /// - Precondition: There are as many times as key frames, at least one, none before the one before it.
  public func record(_ keyFrames: [Tensor<Float>], at times: [Rational]) -> Tensor<UInt8> {
    precondition(keyFrames.count == times.count && !times.isEmpty, "Every key frame needs a time.")
    let clock = ReadoutClock(rate: rateHz, origin: times[0])
    let positions = times.map(clock.position)
    let steps = zip(positions, positions.dropFirst()).map { ReadoutStep.steps(from: $0, to: $1) }
    let frames = positions.last?.whole ?? 0
    var spikes = Tensor<UInt8>(zeros: [frames, geometry.height, geometry.width])
    let gray = keyFrames.map { $0.map(Self.held).scalars }
    spikes.withUnsafeMutableBufferPointer { spikes in
      for pixel in 0..<geometry.pixelCount {
        let start = initialCharge.units(
          pixel: pixel, threshold: threshold, increment: SpikeCharge.units(Double(gray[0][pixel])), reset: reset)
        var state = Pixel(charge: start, threshold: threshold, reset: reset)
        var frame = 0
        for (segment, steps) in steps.enumerated() {
          for step in steps {
            state.run(step, gray[segment][pixel], gray[segment + 1][pixel]) { spike in
              spikes[frame * geometry.pixelCount + pixel] = spike ? 1 : 0
              frame += 1
            }
          }
        }
      }
    }
    return spikes
  }

  private static func held(_ gray: Float) -> Float { min(max(gray, 0), SpikeCharge.brightestGray) }

  private struct Pixel {
    var charge: Int64
    let threshold: Int64
    let reset: SpikeReset
    var gathered: Int64 = 0

    mutating func run(_ step: ReadoutStep, _ a: Float, _ b: Float, emit: (Bool) -> Void) {
      switch step {
      case .part(let from, let to, let slope):
        gathered += SpikeCharge.part(a, b, from: from, to: to, slope: slope)
      case .fire:
        emit(readOut(gathered))
        gathered = 0
      case .ramp(let first, let step, let count):
        var (increment, change) = SpikeCharge.ramp(a, b, first: first, step: step)
        for _ in 0..<count {
          emit(readOut(increment))
          increment += change
        }
      }
    }

    private mutating func readOut(_ increment: Int64) -> Bool {
      charge += increment
      let fires = charge >= threshold
      if fires { charge = reset == .hard ? 0 : charge - threshold }
      charge = min(charge, threshold - 1)
      return fires
    }
  }
}
