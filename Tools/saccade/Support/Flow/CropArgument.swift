import ArgumentParser
import OpticalFlow
import Workflows

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

  /// What of the truth is compared.
  var part: FlowEvaluationPart {
    switch self {
    case .none: .whole
    case .region(let region): .region(region)
    }
  }

  /// Where fields lie on a sensor; nil where it is not said.
  var region: FlowCrop? { if case .region(let region) = self { region } else { nil } }
}
