import Foundation
import Recordings
import Tensors

/// How many steps are made of the time between two frames of light.
public enum LightUpsampling: Sendable, Equatable {
  /// So many; 1 takes the frames as they are.
  case times(Int)
  /// As many as it takes for the logarithm log(0.001 + gray / 255) of no pixel to change by more than `contrast` in one
  /// step, and for nothing to move by more than a pixel as far as the interpolation knows, at most
  /// ``LightUpsampling/mostSteps``: the adaptive sampling of ESIM. A contrast of nil leaves it to the motion alone.
  case automatic(contrast: Double?)

  /// The most steps between two frames.
  public static let mostSteps = 1024
}

/// Light with frames between those of another.
public final class UpsampledLight: IntensitySource {
  private let source: any IntensitySource
  private let interpolation: any LightInterpolation
  private let upsampling: LightUpsampling
  private var previous: IntensityFrame?
  private var following: IntensityFrame?
  private var step = 0
  private var steps = 0

  /// Wraps light.
  ///
  /// - Parameter interpolation: What makes the frames between; gray levels go in a line where nothing else is said.
  /// - Precondition: There are one to ``LightUpsampling/mostSteps`` steps, or the contrast is above 0.
  public init(
    _ source: any IntensitySource, by upsampling: LightUpsampling,
    interpolation: any LightInterpolation = LinearLightInterpolation()
  ) {
    switch upsampling {
    case .times(let steps):
      precondition((1...LightUpsampling.mostSteps).contains(steps), "There cannot be \(steps) steps.")
    case .automatic(let contrast): precondition(contrast ?? 1 > 0, "A contrast is above 0.")
    }
    (self.source, self.upsampling, self.interpolation) = (source, upsampling, interpolation)
  }

  /// That of the source.
  public var geometry: SpikeGeometry { source.geometry }

  /// How many frames there are, as far as is known before the end.
  public var estimatedCount: Int? {
    guard case .times(let steps) = upsampling else { return nil }
    return source.estimatedCount.map { $0 == 0 ? 0 : ($0 - 1) * steps + 1 }
  }

  /// The next frame. Cost: what the interpolation takes, and a pass over each frame of the source where it is sampled by
  /// contrast.
  public func next() throws -> IntensityFrame? {
    if let previous, let following, step < steps {
      step += 1
      if step == steps {
        (self.previous, self.following) = (following, nil)
        return following
      }
      return between(previous, following)
    }
    guard let frame = try source.next() else { return nil }
    guard let previous else {
      self.previous = frame
      return frame
    }
    (following, step) = (frame, 0)
    if upsampling != .times(1) { try interpolation.look(at: previous.gray, frame.gray) }
    steps = count(from: previous.gray, to: frame.gray)
    return try next()
  }

  private func count(from first: Tensor<Float>, to second: Tensor<Float>) -> Int {
    switch upsampling {
    case .times(let steps): return steps
    case .automatic(let contrast):
      var steps = Double(interpolation.greatestMotion)
      if let contrast { steps = max(steps, log(Double(Self.greatestRatio(of: first, second))) / contrast) }
      return steps < Double(LightUpsampling.mostSteps) ? max(1, Int(steps.rounded(.up))) : LightUpsampling.mostSteps
    }
  }

  /// The greatest ratio of two levels of one pixel, which has the greatest difference of logarithms.
  private static func greatestRatio(of first: Tensor<Float>, _ second: Tensor<Float>) -> Float {
    var greatest: Float = 1
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        // 0.255 is ε in gray levels.
        for index in first.indices {
          let (a, b) = (max(0, first[index]) + 0.255, max(0, second[index]) + 0.255)
          greatest = max(greatest, a > b ? a / b : b / a)
        }
      }
    }
    return greatest
  }

  private func between(_ first: IntensityFrame, _ second: IntensityFrame) -> IntensityFrame {
    IntensityFrame(
      gray: interpolation.frame(at: Float(step) / Float(steps)),
      time: Rational.between(first.time, second.time, step: Int64(step), of: Int64(steps)))
  }
}

extension Rational {
  /// A time between two others: exactly where the fraction is small enough, else to the nearest nanosecond.
  public static func between(_ first: Rational, _ second: Rational, step: Int64, of steps: Int64) -> Rational {
    let (firstShare, a) = (first.numerator.multipliedReportingOverflow(by: second.denominator))
    let (secondShare, b) = (second.numerator.multipliedReportingOverflow(by: first.denominator))
    let (firstPart, c) = firstShare.multipliedReportingOverflow(by: steps - step)
    let (secondPart, d) = secondShare.multipliedReportingOverflow(by: step)
    let (sum, e) = firstPart.addingReportingOverflow(secondPart)
    let (product, f) = first.denominator.multipliedReportingOverflow(by: second.denominator)
    let (bottom, g) = product.multipliedReportingOverflow(by: steps)
    if !(a || b || c || d || e || f || g) {
      var (x, y) = (sum.magnitude, bottom.magnitude)
      while y != 0 { (x, y) = (y, x % y) }
      if bottom / Int64(x) <= Int64(Int32.max) { return Rational(sum, bottom) }
    }
    let seconds =
      first.doubleValue + (second.doubleValue - first.doubleValue) * Double(step) / Double(steps)
    return Rational(Int64((seconds * 1e9).rounded()), 1_000_000_000)
  }
}
