import ArgumentParser
import Files
import OpticalFlow
import Recordings
import Tensors

/// `--crop`: a rectangle of the truth, or all of it.
enum CropArgument: ExpressibleByArgument {
  case none
  case region(FlowCrop)

  init?(argument: String) {
    if argument == "none" {
      self = .none
    } else if let region = RegionArgument(argument: argument)?.region {
      self = .region(
        FlowCrop(x: region.x, y: region.y, width: region.size.width, height: region.size.height))
    } else {
      return nil
    }
  }
}

/// Which part of the pictures is compared.
final class EvaluationCrop {
  private let argument: CropArgument?
  /// The side of the protocol's centre square.
  private let side: Int?
  /// The sequences whose user was warned that they are small.
  private var small: Set<String> = []

  init(argument: CropArgument?, side: Int?) { (self.argument, self.side) = (argument, side) }

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
    truth: (width: Int, height: Int), prediction: PredictedField, request: FieldRequest, scene: any EvaluationScene
  ) throws -> Place {
    let crop = try crop(of: truth, scene: scene)
    let (width, height) = (prediction.field.width, prediction.field.height)
    if (width, height) == truth { return Place(crop: crop, cutsPrediction: true) }
    if let crop, width == crop.width, height == crop.height { return Place(crop: crop, cutsPrediction: false) }
    let part = crop.map { " or its part of \($0.width)x\($0.height)" } ?? ""
    throw FileError(
      .badContent, path: prediction.path,
      problem: "its size \(width)x\(height) is not that of the truth, \(truth.width)x\(truth.height)\(part)",
      place: request.title, remedy: "predict whole fields" + (crop == nil ? ", or name their part with --crop" : ""))
  }

  private func crop(of truth: (width: Int, height: Int), scene: any EvaluationScene) throws -> FlowCrop? {
    switch argument {
    case .some(.none): return nil
    case .some(.region(let region)):
      guard region.fits(width: truth.width, height: truth.height) else {
        throw Failure.Usage(
          "--crop \(region.x),\(region.y),\(region.width)x\(region.height) lies outside of the truth of "
            + "\(truth.width)x\(truth.height) pixels")
      }
      return region
    case nil:
      guard let side else { return nil }
      guard side <= truth.width && side <= truth.height else {
        if small.insert(scene.name).inserted {
          try Console.warn(
            kind: "small", path: scene.truthPath,
            "\(scene.name) has \(truth.width)x\(truth.height) pixels, fewer than the protocol's \(side)x\(side); all are "
              + "compared")
        }
        return nil
      }
      return FlowCrop(centre: side, ofWidth: truth.width, height: truth.height)
    }
  }
}
