import Files
import NeuralNetworks
import Testing

@testable import Workflows

@Suite struct FlowTrainingConfigurationTests {
  @Test(arguments: FlowTrainingPreset.allCases)
  func `Every configuration to begin with can be read`(preset: FlowTrainingPreset) throws {
    let configuration = try FlowTrainingConfiguration(text: preset.text, path: "p.yml")
    #expect(configuration.path == "p.yml" && configuration.plan.steps >= 1000 && configuration.text == preset.text)
  }

  @Test func `What is not said is usual`() throws {
    let configuration = try FlowTrainingConfiguration(
      text: "training:\n  schedule: step\n  steps: 90\n  clip-norm: 0\n  average: 0\n", path: "p.yml")
    #expect(configuration.settings.schedule == .init(rate: 1e-3, shape: .steps(epochs: 30, factor: 0.1)))
    #expect(configuration.settings.largestNorm == nil && configuration.plan.averageDecay == nil)
    #expect(configuration.data.intervals == [10] && configuration.plan.patience == nil)
  }

  @Test(arguments: [
    ("training:\n  stepz: 20\n", "line 2", "there is no key `training.stepz`"),
    ("dat:\n  dt: [10]\n", "line 1", "there is no section `dat`"),
    ("data:\n  crop: 100x96\n", "line 2", "data.crop is 100x96, not a size of multiples of 16"),
    ("data:\n  crop: 96\n", "line 2", "data.crop is `96`, not WIDTHxHEIGHT, as 128x128"),
    ("network:\n  model: scflo\n", "line 2", "network.model is `scflo`, not one of scflow, steflownet"),
    ("training:\n  average: 1\n", "line 2", "training.average is `1`, not a number from 0, below 1; 0 for none"),
    (
      "data:\n  seeds: [9, 3]\n", "line 2",
      "data.seeds is `[9, 3]`, not two whole numbers, the least and the greatest, as [0, 9]"
    ),
    ("training:\n  freeze: a\n", "line 2", "training.freeze is `a`, not a list of texts, as [a, b]"),
  ])
  func `A mistake is told with its line`(text: String, line: String, problem: String) throws {
    let error = #expect(throws: FileError.self) { try FlowTrainingConfiguration(text: text, path: "p.yml") }
    #expect(error?.place == line && error?.problem == problem)
  }

  @Test func `Patterns mean names`() {
    func matches(_ pattern: String, _ name: String) -> Bool { NamePattern(text: pattern).matches(name) }
    #expect(matches("a.*", "a.b.weight") && !matches("a.*", "b.a.weight") && matches("*.bias", "a.bias"))
    #expect(matches("a*b*c", "a-b-c") && !matches("a*b*c", "a-c") && matches("a", "a") && !matches("a", "ab"))
    #expect(!matches("ab*b", "ab") && matches("*", "anything"))
  }
}
