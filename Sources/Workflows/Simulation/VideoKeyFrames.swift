import Media
import Recordings
import Simulator

/// The frames of a video.
final class VideoKeyFrames: LightFile {
  private let reader: VideoReader
  private let fit: SensorFit
  private let isLinear: Bool
  private let frameRate: Rational?
  private var index: Int64 = 0

  init(path: String, size: SpikeGeometry?, light: VideoLight) throws {
    reader = try VideoReader(path: path)
    fit = SensorFit(width: reader.width, height: reader.height, size: size, fit: light.fit)
    isLinear = light.gamma == VideoLight.Gamma.none
    frameRate = light.frameRate
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { reader.estimatedFrameCount }

  func next() throws -> IntensityFrame? {
    guard let frame = try reader.next() else { return nil }
    defer { index += 1 }
    let gray = try isLinear ? frame.grayLuma() : frame.linearGray()
    let time =
      frameRate.map { Rational(index * $0.denominator, $0.numerator) }
      ?? Self.time(of: frame, tick: reader.tickDuration)
    return IntensityFrame(gray: fit.fitted(gray), time: time)
  }

  /// The frame's time as the file says it, without rounding where that is possible.
  private static func time(of frame: VideoFrame, tick: (numerator: Int64, denominator: Int64)) -> Rational {
    if let ticks = frame.ticks, (1...Int64(Int32.max)).contains(tick.denominator) {
      let (product, overflow) = ticks.multipliedReportingOverflow(by: tick.numerator)
      if !overflow { return Rational(product, tick.denominator) }
    }
    return Rational(microseconds: frame.timeMicroseconds)
  }

  var summary: String {
    let rate = frameRate?.doubleValue ?? reader.nominalFrameRate
    return "\(reader.codecName) video, \(reader.width)x\(reader.height) at \(Text.number(rate)) frames a second"
  }

  func passWarnings(to observer: any JobObserver) throws {
    if reader.damagedFrames > 0 {
      try observer.warn(
        kind: "damaged", path: reader.path,
        "\(Text.count(reader.damagedFrames, "damaged frame")), left out or shown as far as it could be decoded")
    }
  }
}
