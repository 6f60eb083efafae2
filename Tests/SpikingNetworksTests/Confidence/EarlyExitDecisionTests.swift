import Kernels
import Runtime
import SpikingNetworks
import Tensors
import Testing

/// Decisions made while the network runs against those made of its stored outputs.
@Suite struct EarlyExitDecisionTests {
  @Test(arguments: ConfidenceRule.allCases) func `samples stop where stored outputs say so`(
    _ rule: ConfidenceRule
  ) throws {
    let (steps, samples, classes) = (12, 40, 4)
    let random = CounterRandom(seed: 4)
    let drawn = (0..<steps * samples * classes).map { index in
      Float(random.integer(below: 1 << 20, for: .bootstrap, pixel: index)) / Float(1 << 19) - 1
    }
    let values = Tensor<Float>(shape: [steps, samples, classes], scalars: drawn)
    let labels = (0..<samples).map { Int64($0 % classes) }
    let outputs = try ClassifierOutputs(values, labels: labels, path: "drawn")
    for threshold in [0.3, 0.6, 2] {
      let confidences = StepConfidences(rule, of: outputs, temperature: 1.5, workers: try Workers(threads: 1))
      let exits = EarlyExits(confidences, of: outputs, threshold: threshold)
      var decision = EarlyExitDecision(
        rule: rule, temperature: 1.5, threshold: threshold, samples: samples, classes: classes)
      // What was decided before leaves nothing behind.
      for _ in 0..<2 {
        decision.reset()
        for sample in 0..<samples {
          let stop = (0..<steps).first { step in
            values.withUnsafeBufferPointer { all in
              let start = (step * samples + sample) * classes
              return decision.mayStop(sample, after: UnsafeBufferPointer(rebasing: all[start..<start + classes]))
            }
          }
          #expect((stop ?? steps - 1) + 1 == exits.steps[sample])
        }
      }
    }
  }
}
