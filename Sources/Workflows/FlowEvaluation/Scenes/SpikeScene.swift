import Datasets
import Files
import OpticalFlow
import Recordings

/// A scene of PHM or SPIFT: fields of flow between frames of spikes.
final class SpikeScene: EvaluationScene {
  let name: String
  let truthPath: String
  let recording: String?
  let requests: [FieldRequest]
  let notes: [String]
  let releasedCount: Int?
  private let paths: [String]

  init(_ scene: SpikeFlowScene, interval: Int, log: JobLog) throws {
    let fields = try scene.fields(interval: interval)
    (name, truthPath, recording) = (scene.name, scene.path, scene.spikes)
    let frames = try scene.openSpikes().frameCount
    let count = (fields.map(\.index).max() ?? 0) + 1
    let chosen = SpikeSceneFields.numbers(frames: frames, interval: interval, count: count)
    var wanted = Set(chosen.numbers)
    var notes: [String] = []
    if wanted.isEmpty {
      wanted = Set(fields.map(\.index))
      let text = "\(frames) spike frames are fewer than the protocol takes; all \(wanted.count) fields are evaluated"
      notes.append("\(scene.name): \(text)")
      try log.warn(kind: "few frames", path: scene.path, Message(text))
    }
    for number in wanted.sorted() where !fields.contains(where: { $0.index == number }) {
      throw FileError(
        .notFound, path: scene.path,
        problem: "the flow of frames \(number * interval) to \((number + 1) * interval) "
          + "is missing, dt=\(interval)/motion_vector/ number \(number)", remedy: "fetch the scene again")
    }
    let taken = fields.filter { wanted.contains($0.index) }
    paths = taken.map(\.path)
    requests = taken.map {
      FieldRequest(
        number: $0.index, title: "frame \($0.firstFrame)", frames: $0.firstFrame..<$0.lastFrame)
    }
    self.notes = notes
    releasedCount = chosen.numbers.isEmpty ? nil : chosen.releasedCount
  }

  func truth(_ index: Int) throws -> FlowField { try FlowField(path: paths[index], format: .flo) }
}
