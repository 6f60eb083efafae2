import Datasets
import Files
import Foundation
import Recordings

/// With which map events are moved to where they lie in the rectified picture.
public enum Rectification: Sendable, Hashable {
  /// DSEC's `rectify_map.h5` beside the recording.
  case mapBeside
  /// HDF5 with `rectify_map` `[height, width, 2]`.
  case map(path: String)

  /// The file that is named; nil for the one beside the recording.
  var path: String? { if case .map(let path) = self { path } else { nil } }

  /// The map.
  ///
  /// - Parameter path: The recording.
  package func map(for path: String) throws -> RectificationMap {
    switch self {
    case .map(let path): return try RectificationMap(path: path)
    case .mapBeside:
      let beside = Self.mapPath(beside: path)
      guard FileManager.default.fileExists(atPath: beside) else {
        throw JobError(
          .notFound, path: beside, problem: "there is no such file",
          remedy: "\(Setting.rectification) takes the map beside the recording; name another with "
            + "\(Setting.rectificationMap)")
      }
      return try RectificationMap(path: beside)
    }
  }

  /// Where DSEC has the map of a recording.
  package static func mapPath(beside path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("rectify_map.h5").path
  }
}

extension RectificationMap {
  /// Refuses a recording of another camera.
  func requireSize(_ size: SensorSize, of recording: String) throws {
    if SensorSize(width: width, height: height) == size { return }
    throw FileError(
      .badContent, path: path,
      problem: "the map is for \(width)x\(height) pixels, \(recording) has \(size)",
      remedy: "take the map of the camera that recorded them")
  }
}
