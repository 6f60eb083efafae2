import Files
import Recordings
import Simulator

/// The frames of a light between two times, counted from its first; the clock begins anew with the first that is kept.
final class LightPart: LightFile {
  private let file: any LightFile
  private let path: String
  private let start: Double
  private let end: Double?
  /// The time of the first frame of the file, and of the first that is kept.
  private var first: Rational?
  private var origin: Rational?
  private var isAtEnd = false

  private static let secondsAMicrosecond = 1e-6
  /// Times that differ by less are one: a thousandth of the bounds' own steps.
  private static let tolerance = 1e-9
  private static let nanosecondsASecond: Int64 = 1_000_000_000

  /// - Parameters:
  ///   - start: Where the part begins, in microseconds.
  ///   - end: Where it ends, which does not belong to it; nil for the end of the light.
  init(_ file: any LightFile, path: String, start: Int64, end: Int64?) {
    (self.file, self.path) = (file, path)
    self.start = Double(start) * Self.secondsAMicrosecond - Self.tolerance
    self.end = end.map { Double($0) * Self.secondsAMicrosecond - Self.tolerance }
  }

  var geometry: SpikeGeometry { file.geometry }
  var summary: String { file.summary }
  var isLive: Bool { file.isLive }
  /// Of a light that is cut short nobody expects the end.
  var missedEnd: Int? { isAtEnd ? nil : file.missedEnd }

  var estimatedCount: Int? { share.flatMap { share in file.estimatedCount.map { Int(Double($0) * share) } } }
  var extrapolatedCount: Int? { share.flatMap { share in file.extrapolatedCount.map { Int(Double($0) * share) } } }
  var estimatedSeconds: Double? { file.estimatedSeconds.map(seconds) }

  /// The seconds of the part in a light of so many.
  private func seconds(of whole: Double) -> Double {
    max(0, min(whole, end ?? whole) - start)
  }

  /// The part of the frames that is kept, where the whole length is known.
  private var share: Double? {
    file.estimatedSeconds.map { whole in whole > 0 ? seconds(of: whole) / whole : 1 }
  }

  func next() throws -> IntensityFrame? {
    while !isAtEnd, var frame = try file.next() {
      let first = first ?? frame.time
      self.first = first
      let time = frame.time.doubleValue - first.doubleValue
      if time < start { continue }
      if let end, time >= end {
        isAtEnd = true
        break
      }
      let origin = origin ?? frame.time
      self.origin = origin
      frame.time = Self.difference(frame.time, origin)
      return frame
    }
    if origin == nil {
      throw FileError(
        .badContent, path: path, problem: "no frame lies in the part that is asked for",
        remedy: "check \(Setting.start) and \(Setting.end)")
    }
    return nil
  }

  /// A time after another: exact on one clock, else to the nanosecond.
  private static func difference(_ time: Rational, _ origin: Rational) -> Rational {
    let step = max(time.denominator, origin.denominator)
    if step % time.denominator == 0, step % origin.denominator == 0 {
      let (first, isOver) = time.numerator.multipliedReportingOverflow(by: step / time.denominator)
      let (second, isOverToo) = origin.numerator.multipliedReportingOverflow(by: step / origin.denominator)
      if !isOver && !isOverToo { return Rational(first &- second, step) }
    }
    let seconds = time.doubleValue - origin.doubleValue
    return Rational(Int64((seconds * Double(nanosecondsASecond)).rounded()), nanosecondsASecond)
  }

  func passWarnings(to observer: any JobObserver) throws {
    // What lies behind the part was not looked at.
    if !isAtEnd { try file.passWarnings(to: observer) }
  }
}
