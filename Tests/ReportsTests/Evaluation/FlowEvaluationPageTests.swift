import Foundation
import OpticalFlow
import Reports
import Tensors
import Testing

@Suite struct FlowEvaluationPageTests {
  /// Fields that turn and grow, predicted with an error that grows along the rows.
  static func scene(_ name: String, fields: Int, height: Int = 120, width: Int = 160) -> FlowSceneEvaluation {
    var scene = FlowSceneEvaluation(name: name)
    for field in 0..<fields {
      let strength = 3 + 2 * Float(sin(Double(field) / 7))
      var (truth, prediction) = ([Float](), [Float]())
      for channel in 0..<2 {
        for y in 0..<height {
          for x in 0..<width {
            let (dx, dy) = (Float(x - width / 2) / Float(width), Float(y - height / 2) / Float(height))
            let value = strength * (channel == 0 ? dx - dy : dx + dy) * 3
            truth.append(value)
            prediction.append(value * 0.9 + Float(x) / Float(width) * Float(field % 9) / 3)
          }
        }
      }
      let mask = Tensor<UInt8>(
        shape: [height, width], scalars: (0..<height * width).map { $0 % 11 == 0 && field != 4 ? 1 : 0 })
      scene.add(
        name: "frame \(field)", prediction: Tensor(shape: [2, height, width], scalars: prediction),
        truth: Tensor(shape: [2, height, width], scalars: truth), mask: mask)
    }
    return scene
  }

  @Test func `The page tells the protocol, its formulas and variants, and shows every sequence`() throws {
    let evaluation = FlowEvaluation(.mvsecDt4, scenes: [Self.scene("indoor_flying1", fields: 12)])
    let page = try FlowEvaluationPage.page(evaluation, notes: ["1 field left out"], footer: "saccade evaluate")
    let text = page.text
    for words in [
      "mvsec-dt4", "EV-FlowNet", "AEE = mean of EE", "EE ≥ 3 px: the released code", "strict_outliers_percent",
      "indoor_flying1", "1 field left out", "saccade evaluate", "Mean end-point error of each pixel", "frame 8",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    // A heat map with its scale, and three worst fields with three pictures each.
    #expect(text.split(separator: "data:image/png").count - 1 == 2 + 9)
    // Every plot in a wide and in a narrow form.
    #expect(text.split(separator: "<svg").count - 1 == 2 * 3)
  }

  @Test func `The worst fields are shown in order, and a field without pixels is a gap`() {
    let scene = Self.scene("a", fields: 12)
    #expect(scene.worst.count == 3 && scene.summary.emptyFields == 1 && scene.fields.count == 12)
    let errors = scene.worst.map(\.averageEndpointError)
    let all = scene.fields.compactMap(\.errors.averageEndpointError).sorted(by: >)
    #expect(errors == Array(all.prefix(3)))
  }
}
