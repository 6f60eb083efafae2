import Datasets
import Files
import Recordings

/// A sequence of DSEC whose flow its authors keep: a network predicts the fields that their benchmark asks for.
final class DSECTestScene: EvaluationScene {
  let name: String
  let recording: String?
  let requests: [FieldRequest]

  init(name: String, recording: String, requests: [FieldRequest]) {
    (self.name, self.recording, self.requests) = (name, recording, requests)
  }

  var truthPath: String { recording ?? name }

  func size() throws -> SensorSize { SensorSize(width: 640, height: 480) }

  func truth(_ index: Int) throws -> FlowField {
    throw FileError(.notFound, path: truthPath, problem: "\(name) has no true flow")
  }
}
