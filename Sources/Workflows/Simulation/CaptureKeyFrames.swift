import Files
import Media
import Recordings
import Simulator
import Tensors

/// The pictures of a camera or of a graph of libavfilter, while they come.
final class CaptureKeyFrames: LightFile {
  private let reader: CaptureReader
  private let fit: SensorFit
  private let isLinear: Bool
  private let rate: KeyFrameTimes?
  private let whileWaiting: () throws -> Void
  private var index = 0

  /// Opens a source.
  ///
  /// - Parameter whileWaiting: Called while no picture comes; what it throws ends the waiting.
  init(
    _ source: CaptureSource, name: String, size: SpikeGeometry?, light: VideoLight,
    whileWaiting: @escaping () throws -> Void
  ) throws {
    self.whileWaiting = whileWaiting
    reader = try CaptureReader(source, name: name, whileWaiting: whileWaiting)
    fit = SensorFit(width: reader.width, height: reader.height, size: size, fit: light.fit)
    isLinear = light.gamma == VideoLight.Gamma.none
    rate = light.frameRate.map(KeyFrameTimes.rate)
  }

  var geometry: SpikeGeometry { fit.geometry }
  var estimatedCount: Int? { nil }
  var isLive: Bool { true }

  func next() throws -> IntensityFrame? {
    guard let frame = try reader.next(whileWaiting: whileWaiting) else { return nil }
    defer { index += 1 }
    let gray = try isLinear ? frame.grayLuma() : frame.linearGray()
    return IntensityFrame(
      gray: fit.fitted(gray), time: rate?.time(of: index) ?? frame.time(tick: reader.tickDuration))
  }

  var summary: String {
    let own = " at \(Text.number(reader.nominalFrameRate)) frames a second"
    return "\(reader.codecName) as it comes, \(reader.width)x\(reader.height)\(rate?.summary ?? own)"
  }

  func passWarnings(to observer: any JobObserver) {}
}

extension VideoFrame {
  /// Its time as its source says it, without rounding where that is possible.
  func time(tick: (numerator: Int64, denominator: Int64)) -> Rational {
    if let ticks, (1...Int64(Int32.max)).contains(tick.denominator) {
      let (product, overflow) = ticks.multipliedReportingOverflow(by: tick.numerator)
      if !overflow { return Rational(product, tick.denominator) }
    }
    return Rational(microseconds: timeMicroseconds)
  }
}
