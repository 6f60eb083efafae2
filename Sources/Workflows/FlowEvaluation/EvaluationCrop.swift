import Files
import OpticalFlow
import Recordings
import Tensors

/// Which part of the truth is compared.
public enum FlowEvaluationPart: Sendable, Equatable {
  /// The protocol's.
  case ofProtocol
  /// All of it.
  case whole
  /// A rectangle.
  case region(FlowCrop)
}

/// Cuts out the part of the pictures that is compared.
final class EvaluationCrop {
  private let part: FlowEvaluationPart
  /// The side of the protocol's centre square.
  private let side: Int?
  /// The sequences whose user was warned that they are small.
  private var small: Set<String> = []
  private let log: JobLog

  init(_ part: FlowEvaluationPart, side: Int?, log: JobLog) {
    (self.part, self.side, self.log) = (part, side, log)
  }

  /// What is cut out of the truth, and whether it is cut out of the prediction, too.
  struct Place {
    var crop: FlowCrop?
    var cutsPrediction: Bool

    func cut<Scalar>(_ planes: Tensor<Scalar>) -> Tensor<Scalar> { crop?.apply(to: planes) ?? planes }
    func cutPrediction<Scalar>(_ planes: Tensor<Scalar>) -> Tensor<Scalar> {
      cutsPrediction ? cut(planes) : planes
    }
  }

  /// Brings truth and prediction together: a prediction has the size of the truth, or that of the part that is compared.
  func place(
    truth: SensorSize, prediction: PredictedField, request: FieldRequest, scene: any EvaluationScene
  ) throws -> Place {
    let crop = try crop(of: truth, scene: scene)
    let (width, height) = (prediction.field.width, prediction.field.height)
    if width == truth.width && height == truth.height { return Place(crop: crop, cutsPrediction: true) }
    if let crop, width == crop.width, height == crop.height { return Place(crop: crop, cutsPrediction: false) }
    let part = crop.map { " or its part of \($0.width)x\($0.height)" } ?? ""
    throw JobError(
      .badContent, path: prediction.path,
      problem: "its size \(width)x\(height) is not that of the truth, \(truth)\(part)", place: request.title,
      remedy: crop == nil ? "predict whole fields, or name their part with \(Setting.crop)" : "predict whole fields")
  }

  private func crop(of truth: SensorSize, scene: any EvaluationScene) throws -> FlowCrop? {
    switch part {
    case .whole: return nil
    case .region(let region):
      guard region.fits(width: truth.width, height: truth.height) else {
        let name = "\(region.x),\(region.y),\(region.width)x\(region.height)"
        throw JobError(
          wrongOptions: "\(Setting.crop, to: name) lies outside of the truth of \(truth) pixels")
      }
      return region
    case .ofProtocol:
      guard let side else { return nil }
      guard side <= truth.width && side <= truth.height else {
        if small.insert(scene.name).inserted {
          try log.warn(
            kind: "small", path: scene.truthPath,
            "\(scene.name) has \(truth) pixels, fewer than the protocol's \(side)x\(side); all are "
              + "compared")
        }
        return nil
      }
      return FlowCrop(center: side, ofWidth: truth.width, height: truth.height)
    }
  }
}
