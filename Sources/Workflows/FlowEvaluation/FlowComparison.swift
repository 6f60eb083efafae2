import Datasets
import Files
import OpticalFlow
import Recordings

/// Compares the fields of a data set with their truth, one sequence after another and field by field.
struct FlowComparison {
  /// A sequence that was compared.
  struct Scene {
    var evaluation: FlowSceneEvaluation
    var requests: [FieldRequest]
    /// The AEE of the fields that the authors' released evaluation takes.
    var releasedAverage: Double?
  }

  var crop: EvaluationCrop
  var usesEvents: Bool
  var zeroIsValid: Bool
  var log: JobLog

  /// Compares all sequences.
  ///
  /// - Returns: The sequences, and sentences about the run.
  func run(
    _ scenes: [EvaluationScenes.Found], predictions: any PredictionProvider
  ) throws -> (scenes: [Scene], notes: [String]) {
    var done: [Scene] = []
    var notes: [String] = []
    for scene in scenes {
      let scene = try scene.open()
      notes += scene.notes
      let result = try run(scene, predictions: try predictions.source(for: scene))
      notes += Self.notes(on: result.evaluation)
      done.append(result)
    }
    return (done, notes)
  }

  private func run(_ scene: any EvaluationScene, predictions: any PredictionSource) throws -> Scene {
    var evaluation = FlowSceneEvaluation(name: scene.name)
    let progress = log.steps(total: scene.requests.count, unit: "fields")
    defer { progress.finish() }
    for (index, request) in scene.requests.enumerated() {
      try compare(index, request, of: scene, predictions, into: &evaluation)
      try progress.advance()
    }
    guard evaluation.summary.fieldCount > 0 else {
      let masks = "finite\(zeroIsValid ? "" : ", not zero")\(usesEvents ? ", with an event in the window" : "")"
      throw FileError(
        .badContent, path: scene.truthPath,
        problem: "none of the \(Text.count(scene.requests.count, "field")) of \(scene.name) has a pixel to compare: "
          + "\(masks)", remedy: "check the masks and the clocks of events and truth")
    }
    let released = scene.releasedCount.map { count in
      evaluation.fields.prefix(count).compactMap(\.errors.averageEndpointError)
    }
    return Scene(
      evaluation: evaluation, requests: scene.requests,
      releasedAverage: released.flatMap { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) })
  }

  private func compare(
    _ index: Int, _ request: FieldRequest, of scene: any EvaluationScene, _ predictions: any PredictionSource,
    into evaluation: inout FlowSceneEvaluation
  ) throws {
    let truth = try scene.truth(index)
    let predicted = try predictions.prediction(index)
    let place = try crop.place(
      truth: SensorSize(width: truth.width, height: truth.height), prediction: predicted, request: request, scene: scene
    )
    let flow = place.cut(truth.flow)
    var mask = FlowMask.known(flow, zeroIsValid: zeroIsValid)
    if let valid = truth.valid { mask = FlowMask.both(mask, place.cut(valid)) }
    if usesEvents {
      guard let events = try scene.eventMask(index) else {
        throw JobError(
          wrongOptions: "\(Setting.eventMask, to: "window"): \(scene.truthPath) has no events to mask with")
      }
      guard events.shape == [truth.height, truth.width] else {
        throw FileError(
          .badContent, path: scene.truthPath,
          problem: "the truth has \(truth.width)x\(truth.height) pixels, the sensor "
            + "of the events \(events.shape[1])x\(events.shape[0])", remedy: "they must be of one camera")
      }
      mask = FlowMask.both(mask, place.cut(events))
    }
    if let rows = scene.rowsAboveHood { mask = FlowMask.rows(below: rows, of: mask) }
    evaluation.add(
      name: request.title, prediction: place.cutPrediction(predicted.field.flow), truth: flow, mask: mask,
      predicted: predicted.field.valid.map(place.cutPrediction))
  }

  private static func notes(on evaluation: FlowSceneEvaluation) -> [String] {
    var notes: [String] = []
    let empty = evaluation.summary.emptyFields
    if empty > 0 {
      notes.append(
        "\(evaluation.name): \(Text.count(empty, "field")) without a pixel to compare \(empty == 1 ? "is" : "are") left out"
      )
    }
    let pixels = evaluation.summary.pixels
    if pixels.missingCount > 0, let density = pixels.densityPercent {
      notes.append(
        "\(evaluation.name): \(pixels.missingCount) pixels have truth but no prediction and are left out; predicted are "
          + "\(Text.number(density)) %")
    }
    return notes
  }
}
