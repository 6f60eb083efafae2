import Files
import SpikingNetworks

/// Outputs divided into those that calibrate and those that are reported.
struct CalibrationSplit {
  var calibration: ClassifierOutputs?
  var report: ClassifierOutputs
  /// The places of the reported samples among those given.
  var reportedSamples: [Int]
  /// Where the calibration set comes from, for messages.
  var path: String

  /// Divides outputs.
  ///
  /// - Parameter areCumulative: Whether outputs of a file that calibrates are summed up over the steps already.
  /// - Throws: `FileError` where calibration samples are among those reported, or do not fit them.
  init(
    _ outputs: ClassifierOutputs, path: String, by choice: CalibrationChoice, areCumulative: Bool = false, seed: UInt64
  ) throws {
    if case .path(let other) = choice {
      let others = try StoredOutputs.read(other, labels: nil, areCumulative: areCumulative)
      self.path = other
      (calibration, report, reportedSamples) = (others, outputs, Array(0..<outputs.samples))
      guard others.steps == outputs.steps && others.classes == outputs.classes else {
        throw FileError(
          .badContent, path: other,
          problem: "it has \(others.steps) steps and \(others.classes) classes but \(path) has \(outputs.steps) and "
            + "\(outputs.classes)")
      }
    } else {
      self.path = path
      guard let split = choice.split(seed: seed), split != .none else {
        (calibration, report, reportedSamples) = (nil, outputs, Array(0..<outputs.samples))
        return
      }
      let parts = try split.divide(outputs.samples, path: path)
      (calibration, report) = (outputs.selecting(parts.calibration), outputs.selecting(parts.report))
      reportedSamples = parts.report
    }
    try Self.refuseShared(calibration?.digests ?? [], report.digests, path: self.path)
  }

  /// Refuses a calibration set with samples that are reported, told by what the network gave for them.
  private static func refuseShared(_ calibration: [SampleDigest], _ report: [SampleDigest], path: String) throws {
    let shared = SharedSamples.count(calibration: calibration, report: report, mayCoincide: true)
    guard shared > 0 else { return }
    throw FileError(
      .badContent, path: path,
      problem:
        "\(shared) of \(calibration.count) calibration samples are among those reported: equal outputs and labels",
      remedy: "remove them from one of the sets")
  }
}
