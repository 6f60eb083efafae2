import Datasets
import Recordings

/// What becomes of the pictures and inertial samples of a recording whose events alone are written.
enum LeftOutSamples {
  /// Looks no further for the other kind.
  private static let mostSamples = 4096

  /// Tells of those that a recording carries in itself and that are not written.
  ///
  /// Cost: the recording is read up to the first few of them, all of it where it could carry some and has none.
  ///
  /// - Parameter reason: Why they are left out, a clause.
  static func note(
    of recording: EventRecording, format: EventFormat?, output: String, reason: String, observer: any JobObserver
  ) {
    guard let format, format.mayHoldSamples, !format.samplesLieBeside, !recording.isReadOnce else { return }
    var kinds: SampleContents = []
    do {
      // What is damaged in it was told with its events.
      guard
        let source = try SampleFiles.open(
          recording.path, contents: [.frameTimes, .inertial], format: recording.format, options: recording.options)
      else { return }
      var count = 0
      while kinds != source.contents, count < mostSamples, let sample = try source.next() {
        switch sample {
        case .frame, .frameTime: kinds.insert(.frameTimes)
        case .inertial: kinds.insert(.inertial)
        }
        count += 1
      }
    } catch {}
    if kinds.isEmpty { return }
    let names = [(SampleContents.frameTimes, "pictures"), (.inertial, "inertial samples")]
    let told = names.filter { kinds.contains($0.0) }.map(\.1).joined(separator: " and ")
    observer.note("note: \(output): the \(told) of \(recording.path) are left out; \(reason)")
  }
}
