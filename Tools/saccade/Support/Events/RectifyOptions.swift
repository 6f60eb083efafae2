import ArgumentParser
import Workflows

/// Whether and with which map events are moved to where they lie in the rectified picture.
struct RectifyOptions: ParsableArguments {
  @Flag(help: "Move events to their places in the rectified picture: DSEC's rectify_map.h5 beside the recording.")
  var rectify = false

  @Option(
    help: ArgumentHelp("As --rectify, with this map: HDF5 with rectify_map [height, width, 2].", valueName: "file"),
    completion: .file())
  var rectifyMap: String?

  /// The map that is asked for; nil for none.
  var rectification: Rectification? { rectifyMap.map { .map(path: $0) } ?? (rectify ? .mapBeside : nil) }

  /// The option that was given, for recordings that it does not fit.
  var firstGiven: String? { rectify ? "--rectify" : rectifyMap == nil ? nil : "--rectify-map" }
}
