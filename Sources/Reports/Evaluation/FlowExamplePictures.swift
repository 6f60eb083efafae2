import OpticalFlow
import Tensors

/// Truth, prediction and error of a field side by side.
enum FlowExamplePictures {
  static func html(_ example: FlowSceneEvaluation.Example) throws -> HTML {
    // One scale for both, so that colours can be compared.
    var magnitudes = FlowMagnitudes()
    magnitudes.add(masked(example.truth, example.mask))
    let maximum = max(magnitudes.percentile(99) ?? 1, 0.1)
    let colors = FlowColors(maximum: maximum)
    let errors = error(example)
    let scale = HeatMap(percentile: 99, of: errors)
    let text = "full colour \(NumberText.short(Double(maximum))) px"
    return .all([
      .element(
        "p",
        [
          .element("b", text: example.name),
          .text(", mean error \(NumberText.fixed(example.averageEndpointError, digits: 3)) px"),
        ]),
      .element(
        "div", ["class": "pictures"],
        [
          try .figure(colors.picture(of: example.truth), caption: "truth, \(text)"),
          try .figure(colors.picture(of: example.prediction), caption: "prediction, \(text)"),
          try .figure(
            scale.picture(of: errors), caption: "error, brightest \(NumberText.short(Double(scale.maximum))) px"),
        ]),
    ])
  }

  /// The flow with NaN where nothing was compared, so that it does not count.
  private static func masked(_ flow: Tensor<Float>, _ mask: Tensor<UInt8>) -> Tensor<Float> {
    var flow = flow
    let pixels = mask.count
    flow.withUnsafeMutableBufferPointer { flow in
      mask.withUnsafeBufferPointer { mask in
        for pixel in 0..<pixels where mask[pixel] == 0 { (flow[pixel], flow[pixels + pixel]) = (.nan, .nan) }
      }
    }
    return flow
  }

  private static func error(_ example: FlowSceneEvaluation.Example) -> Tensor<Float> {
    let pixels = example.mask.count
    return Tensor(unsafeUninitializedShape: example.mask.shape) { out in
      example.mask.withUnsafeBufferPointer { mask in
        example.truth.withUnsafeBufferPointer { t in
          example.prediction.withUnsafeBufferPointer { p in
            for pixel in 0..<pixels {
              let (du, dv) = (p[pixel] - t[pixel], p[pixels + pixel] - t[pixels + pixel])
              out.initializeElement(at: pixel, to: mask[pixel] != 0 ? (du * du + dv * dv).squareRoot() : .nan)
            }
          }
        }
      }
    }
  }
}
