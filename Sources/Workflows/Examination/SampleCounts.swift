import Datasets
import Recordings

/// How many there are of something, and when the first and the last was.
package struct RecordedTimes {
  package private(set) var count = 0
  package private(set) var firstUs: Int64?
  package private(set) var lastUs: Int64?

  package init() {}

  /// Notes one more.
  package mutating func add(_ microseconds: Int64) {
    count += 1
    firstUs = min(firstUs ?? microseconds, microseconds)
    lastUs = max(lastUs ?? microseconds, microseconds)
  }
}

/// The pictures and inertial samples of a recording, counted.
struct SampleCounts {
  private(set) var frames = RecordedTimes()
  private(set) var inertial = RecordedTimes()
  /// The size of the largest picture; nil where there is none, or where formats do not say it before it is decoded.
  private(set) var frameSize: SensorSize?

  /// Reads a recording once more, without decoding pictures; nil where it can be read only once.
  ///
  /// - Parameter told: What was said of the recording already.
  init?(_ recording: EventRecording, told: [RecordingWarning], _ log: JobLog) throws {
    if recording.isReadOnce { return nil }
    guard
      let source = try SampleFiles.open(
        recording.path, contents: [.frameTimes, .inertial], format: recording.format, options: recording.options)
    else { return }
    let progress = log.steps(total: nil, unit: "samples")
    defer { progress.finish() }
    while let sample = try source.next() {
      switch sample {
      case .frameTime(_, let size):
        frames.add(sample.timeMicroseconds)
        if size.width * size.height > (frameSize.map { $0.width * $0.height } ?? 0) { frameSize = size }
      case .frame: frames.add(sample.timeMicroseconds)
      case .inertial: inertial.add(sample.timeMicroseconds)
      }
      try progress.advance()
    }
    progress.finish()
    try log.pass(source.warnings.filter { !told.contains($0) })
  }
}
