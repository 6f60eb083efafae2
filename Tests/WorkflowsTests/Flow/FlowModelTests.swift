import NeuralNetworks
import OpticalFlow
import Testing

@testable import Workflows

@Suite struct FlowModelTests {
  private static let parameters = ParameterTree([:], source: "none")

  @Test func `A model of the other kind of recording is refused, and the fitting one named`() {
    let spikes = #expect(throws: JobError.self) { try FlowModel.steflownet.spikeNetwork(Self.parameters) }
    #expect(spikes?.problem.description.contains("model steflownet does not take spikes; scflow does") == true)
    let events = #expect(throws: JobError.self) { try FlowModel.scflow.eventNetwork(Self.parameters) }
    let told = "model scflow does not take events; contrast, steflownet, steflownet-s, eraft do"
    #expect(events?.problem.description.contains(told) == true)
  }

  @Test func `An option that the model does not understand is refused, and who does is named`() throws {
    try FlowModel.steflownet.check(FlowEstimatorOptions(splits: 4, stopUpdate: 0.1))
    try FlowModel.scflow.check(FlowEstimatorOptions())
    let error = #expect(throws: JobError.self) {
      try FlowModel.scflow.check(FlowEstimatorOptions(iterations: 2))
    }
    #expect(
      error?.problem.description
        == "iterations goes with model contrast or steflownet or steflownet-s or eraft, not with scflow")
  }
}
