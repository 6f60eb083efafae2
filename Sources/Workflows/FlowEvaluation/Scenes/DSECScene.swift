import Datasets
import Files
import Recordings
import Tensors

/// A sequence of DSEC with its forward flow.
final class DSECScene: EvaluationScene {
  let name: String
  let truthPath: String
  let recording: String?
  let requests: [FieldRequest]
  private let flow: DSECFlow
  private let usesEvents: Bool
  private let threads: Int
  private let log: JobLog
  private var masks: EventMasks?
  private static let size = SensorSize(width: 640, height: 480)

  /// Takes a sequence that has flow.
  init(_ sequence: DSECSequence, flow: DSECFlow, usesEvents: Bool, threads: Int, log: JobLog) {
    (name, truthPath, recording) = (sequence.name, sequence.path, sequence.events())
    (self.flow, self.usesEvents, self.threads, self.log) = (flow, usesEvents, threads, log)
    requests = flow.windows.enumerated().map { index, window in
      FieldRequest(
        number: window.fileIndex ?? index, title: "file \(window.fileIndex ?? index)", window: window)
    }
  }

  func truth(_ index: Int) throws -> FlowField { try flow.field(index) }

  func eventMask(_ index: Int) throws -> Tensor<UInt8>? {
    guard usesEvents else { return nil }
    guard let recording else {
      throw JobError(
        .notFound, path: truthPath, problem: "the sequence has no events, events/left/events.h5",
        remedy: "leave \(Setting.eventMask) away")
    }
    let masks =
      try self.masks
      ?? EventMasks(path: recording, windows: flow.windows, size: Self.size, threads: threads, log: log)
    self.masks = masks
    return try masks.mask(index)
  }
}
