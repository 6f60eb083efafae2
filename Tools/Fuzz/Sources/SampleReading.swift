import Datasets
import Files
import Recordings

/// What readers of pictures and inertial samples promise of a damaged file.
enum SampleReading {
  private static let mostSamples = 1 << 14

  /// Reads what a file carries beside events, with and without pictures: both tell the same times.
  static func check(_ path: String, format: EventFormat) {
    guard format.mayHoldSamples else { return }
    let decoded = times(path, format, [.frames, .inertial])
    let undecoded = times(path, format, [.frameTimes, .inertial])
    let common = min(decoded.count, undecoded.count)
    require(decoded.prefix(common) == undecoded.prefix(common), "Pictures have other times when they are decoded.")
  }

  private static func times(_ path: String, _ format: EventFormat, _ contents: SampleContents) -> [Int64] {
    var times: [Int64] = []
    do {
      let reader = try SampleReader(path, contents: contents, format: format)
      while times.count < mostSamples, let sample = try reader.next() {
        times.append(sample.timeMicroseconds)
        if case .frame(let frame) = sample {
          require(frame.time.startMicroseconds <= frame.time.endMicroseconds, "An exposure ends before it begins.")
        }
      }
      require(reader.warnings.allSatisfy { !$0.description.isEmpty }, "A warning says nothing.")
    } catch let error as FileError {
      error.requireHelp()
    } catch {
      require(false, "Not a FileError: \(error)")
    }
    return times
  }
}
