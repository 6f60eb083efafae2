import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Reports
import Tensors

/// Flow of samples that were set aside, held against the truth: always the same samples.
final class FlowValidation<Objective: FlowNetworkObjective> {
  private let objective: Objective
  private let source: any FlowSampleSource<Objective.Sample>
  private let count: Int
  private let batch: Int
  /// The samples that are shown; the others are made anew each time.
  private static var shownCount: Int { 3 }

  init(_ objective: Objective, source: any FlowSampleSource<Objective.Sample>, count: Int, batch: Int) {
    (self.objective, self.source, self.count, self.batch) = (objective, source, count, batch)
  }

  /// The mean endpoint error, and what part of the flow's length it is; where no flow is known, how sharp the flow makes the
  /// events.
  func run(on tape: Tape) throws -> TrainingValidation {
    var total = FlowErrorRatio()
    var (sharpness, examples) = ([FlowSharpness](), [TrainingPage.Example]())
    for start in stride(from: 0, to: count, by: batch) {
      let samples = try (start..<min(start + batch, count)).map(source.sample)
      tape.begin()
      let flows = objective.flow(of: samples, on: tape).tensor
      for (index, sample) in samples.enumerated() {
        let flow = flows.slice(at: index)
        if let truth = sample.knownFlow {
          total.add(flow, truth: truth)
          if examples.count < Self.shownCount {
            examples.append(Self.example(start + index, sample: sample, flow: flow, truth: truth))
          }
        } else if let sharp = sample.sharpness(along: flow, workers: tape.workers) {
          sharpness.append(sharp)
          if examples.count < Self.shownCount {
            examples.append(Self.example(start + index, sample: sample, flow: flow, sharp))
          }
        }
      }
    }
    if total.count == 0, !sharpness.isEmpty {
      let (cost, fwl) = sharpness.reduce((0, 0)) { ($0.0 + $1.cost, $0.1 + $1.blurredFWL) }
      let count = Double(sharpness.count)
      return TrainingValidation(
        score: cost / count, scoreName: "contrast",
        figures: [("contrast", cost / count), ("blurred_fwl", fwl / count)], examples: examples)
    }
    return TrainingValidation(
      score: total.ratio, scoreName: "aee_ratio",
      figures: [("aee", total.averageError), ("aee_ratio", total.ratio)], examples: examples)
  }

  private static func example(
    _ number: Int, sample: Objective.Sample, flow: Tensor<Float>, truth: FlowField
  ) -> TrainingPage.Example {
    let (longest, picture) = drawing(of: truth.flow)
    var error = FlowErrorRatio()
    error.add(flow, truth: truth)
    return .init(
      title: "Sample \(number + 1): error \(Text.number(error.averageError)) px, full colour at "
        + "\(Text.number(Double(longest))) px",
      pictures: [
        ("what the network sees", sample.picture), ("its flow", picture.colored(flow)),
        ("the true flow", picture.colored(truth.marking(.nan))),
      ])
  }

  private static func example(
    _ number: Int, sample: Objective.Sample, flow: Tensor<Float>, _ sharp: FlowSharpness
  ) -> TrainingPage.Example {
    let (longest, picture) = drawing(of: flow)
    return .init(
      title: "Sample \(number + 1): contrast \(Text.number(sharp.cost)), blurred FWL \(Text.number(sharp.blurredFWL)), "
        + "full colour at \(Text.number(Double(longest))) px",
      pictures: [
        ("what the network sees", sample.picture), ("its flow", picture.colored(flow)),
        ("the events moved along it", sharp.picture),
      ])
  }

  private static func drawing(of flow: Tensor<Float>) -> (longest: Float, picture: FlowPicture) {
    var magnitudes = FlowMagnitudes()
    magnitudes.add(flow)
    let longest = max(magnitudes.percentile(99) ?? 1, 0.5)
    return (longest, FlowPicture(colors: FlowColors(maximum: longest), showsLegend: false))
  }
}
