import Datasets
import Workflows

/// What `saccade info` says of a folder of scenes of a spiking camera.
struct SceneFacts: Encodable {
  /// The fields of flow over some frames.
  struct Flow: Encodable {
    var dt: Int
    var fields: Int
  }

  struct Scene: Encodable {
    var name: String
    var recording: String
    var width: Int
    var height: Int
    var flow: [Flow]
  }

  var kind = "dataset"
  var dataset: String
  var title: String
  var recordings: Int
  var scenes: [Scene]
  var missing: [String]
  var warnings: [String]

  /// Lists the folders of the scenes, and reads the header of a field of flow in each. No recording is opened.
  init(_ dataset: SpikeFlowDataset) throws {
    (self.dataset, title, recordings) = (dataset.kind.rawValue, dataset.kind.title, dataset.scenes.count)
    scenes = try dataset.scenes.map { scene in
      let size = try scene.geometry()
      return Scene(
        name: scene.name, recording: scene.spikes, width: size.width, height: size.height,
        flow: try scene.intervals.map { Flow(dt: $0, fields: try scene.fields(interval: $0).count) })
    }
    missing = scenes.filter(\.flow.isEmpty).map { "\($0.name)/dt=10/motion_vector" }
    for part in missing { try Console.warn(kind: "missing", path: dataset.path, "\(part) is missing") }
    warnings = Console.warnings
  }

  /// Lines for a person.
  var text: String {
    let number = scenes.count == 1 ? "1 scene" : "\(scenes.count) scenes"
    return
      (["dataset   \(title) of a spiking camera, \(number)"]
      + scenes.map { scene in
        let flow = scene.flow.map { "dt=\($0.dt): \(Text.count($0.fields, "field")) of flow" }
        return "  \(scene.name)  " + (["\(scene.width)x\(scene.height)"] + flow).joined(separator: ", ")
      }).joined(separator: "\n")
  }
}
