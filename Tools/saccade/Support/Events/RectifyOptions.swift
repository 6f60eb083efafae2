import ArgumentParser
import Datasets
import Files
import Foundation

/// Whether and with which map events are moved to where they lie in the rectified picture.
struct RectifyOptions: ParsableArguments {
  @Flag(help: "Move events to their places in the rectified picture: DSEC's rectify_map.h5 beside the recording.")
  var rectify = false

  @Option(
    help: ArgumentHelp("As --rectify, with this map: HDF5 with rectify_map [height, width, 2].", valueName: "file"),
    completion: .file())
  var rectifyMap: String?

  /// The map; nil where none is asked for.
  ///
  /// - Parameter path: The recording.
  func map(for path: String) throws -> RectificationMap? {
    if let rectifyMap { return try RectificationMap(path: rectifyMap) }
    guard rectify else { return nil }
    let beside = Self.mapPath(beside: path)
    guard FileManager.default.fileExists(atPath: beside) else {
      throw FileError(
        .notFound, path: beside, problem: "there is no such file",
        remedy: "--rectify takes the map beside the recording; name another with --rectify-map")
    }
    return try RectificationMap(path: beside)
  }

  /// Where DSEC has the map of a recording.
  static func mapPath(beside path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("rectify_map.h5").path
  }

  /// The option that was given, for recordings that it does not fit.
  var firstGiven: String? { rectify ? "--rectify" : rectifyMap == nil ? nil : "--rectify-map" }
}

extension RectificationMap {
  /// Refuses a recording of another camera.
  func requireSize(width: Int, height: Int, of recording: String) throws {
    if (self.width, self.height) == (width, height) { return }
    throw FileError(
      .badContent, path: path,
      problem: "the map is for \(self.width)x\(self.height) pixels, \(recording) has \(width)x\(height)",
      remedy: "take the map of the camera that recorded them")
  }
}
