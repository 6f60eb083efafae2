import Files
import Runtime
import Simulator

/// One pass of light through cameras: decoding runs beside them on a thread of its own, and so does what is written beside
/// the recordings.
struct LightPass {
  let light: SampledLight
  /// Whether decoding runs on a thread of its own.
  let isConcurrent: Bool
  let log: JobLog

  /// What is done with every frame that the cameras see.
  ///
  /// - Parameters:
  ///   - take: Lets the cameras see it; what is returned is written, in order.
  ///   - write: Writes beside the recordings, on another thread.
  /// - Returns: Why the light broke off; nil where it did not. Light without an end ends where the job is cancelled.
  /// - Throws: What the cameras and the outputs throw, what ends the job, and what broke the light off before any frame.
  func run<Pictures>(
    taking take: (LightSample) throws -> Pictures, writing write: (Pictures) throws -> Void
  ) throws -> FileError? {
    let progress = log.steps(total: light.estimatedFileFrames, unit: "video frames")
    let isOpen = light.estimatedFileFrames == nil
    defer { progress.finish() }
    do {
      try Pipeline(isConcurrent: isConcurrent).run(
        reading: { try light.nextSample() },
        computing: { sample in
          let pictures = try take(sample)
          if let expected = sample.expectedFileFrames, isOpen { progress.expect(expected) }
          if !sample.fileFrames.isEmpty { try progress.advance(sample.fileFrames.count) }
          return pictures
        },
        writing: write)
    } catch let error as FileError where light.isBroken {
      return error
    } catch is CancellationError where light.isLive {
      log.note("note: \(light.path): ended; what came before is completed")
    }
    return nil
  }
}

/// A frame that cameras see.
struct LightSample {
  /// The frame.
  var frame: IntensityFrame
  /// Whether the file holds it, not one before and one after.
  var isOfFile: Bool
  /// The frames of the file that had to be read for it, those at its time or later: one, or none between two of them.
  var fileFrames: [IntensityFrame]
  /// How many frames the file may have in all.
  var expectedFileFrames: Int?
}
