import Datasets
import Recordings

/// The pictures that a recording of events holds beside them.
///
/// Those of MVSEC are known by their times. Whoever reads the pictures of further formats adds them here: everything that
/// wants them asks these two functions.
enum RecordedPictures {
  /// The windows between a recording's own pictures, each up to the time of one of them; nil where it holds none that can be
  /// read.
  static func windows(of path: String, format: EventFormat?) throws -> [TimeWindow]? {
    guard format == .mvsec, try MVSECImageTimes.exist(in: path) else { return nil }
    return try MVSECImageTimes(path: path).windows()
  }

  /// The pictures themselves with their times on the recording's clock; nil where it holds none that can be read.
  static func stream(of path: String, format: EventFormat?) throws -> (any PictureStream)? { nil }
}
