import Files
import SpikingNetworks
import Testing
import Workflows

@Suite struct ClassifierTrainingConfigurationTests {
  @Test(arguments: ClassifierTrainingPreset.allCases)
  func `Every configuration to begin with can be read`(preset: ClassifierTrainingPreset) throws {
    let configuration = try ClassifierTrainingConfiguration(text: preset.text, path: "p.yml")
    #expect(!configuration.data.path.isEmpty && configuration.path == "p.yml")
  }

  @Test func `Durations have units, and what is not said is usual`() throws {
    let text = "data:\n  bin-duration: 1.5ms\nnetwork:\n  activation: spiking\n  decay: 0.5\n"
    let configuration = try ClassifierTrainingConfiguration(text: text, path: "p.yml")
    #expect(configuration.data.binMicroseconds == 1500 && configuration.data.bins == 15)
    #expect(configuration.network.activation == .spiking(SpikingNeuron(decay: 0.5)))
    #expect(configuration.training.epochs == 10 && configuration.memoryLimit == 2)
  }

  @Test(arguments: [
    ("training:\n  bach: 20\n", "line 2", "there is no key `training.bach`"),
    ("taining:\n  batch: 20\n", "line 1", "there is no section `taining`"),
    ("training:\n  epochs: 0\n", "line 2", "training.epochs is `0`, not a whole number, from 1 to 100000"),
    ("data:\n  bin-duration: 20 parsecs\n", "line 2", "data.bin-duration is `20 parsecs`, not a time above 0, as 20ms"),
    ("data: 5\n", "line 1", "the section `data` has no keys"),
    ("data:\n  mean: [0.5]\n", "line 2", "data.mean needs both, mean and deviation"),
  ])
  func `A mistake is told with its line`(text: String, line: String, problem: String) throws {
    let error = #expect(throws: FileError.self) { try ClassifierTrainingConfiguration(text: text, path: "p.yml") }
    #expect(error?.place == line && error?.problem == problem)
  }

  @Test func `What is no configuration at all points to one`() throws {
    let error = #expect(throws: JobError.self) { try ClassifierTrainingConfiguration(text: "- 1\n", path: "p.yml") }
    #expect(error?.remedy?.pieces.first == .remedy(.run(.trainClassifier)))
  }
}
