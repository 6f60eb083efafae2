import Files
import Foundation
import Media
import NeuralNetworks
import OpticalFlow
import Tensors
import TestSupport
import Testing

@testable import Workflows

/// Which parameters a network is run with: those of a file that is named, those that are carried, or none.
@Suite struct NetworkWeightsTests {
  /// A model of spikes for which the sets of these names are carried.
  private static func model(_ sets: [CarriedFlowWeights]) -> FlowModel {
    FlowModel(
      name: "drawn", inputSummary: "", paper: "", carried: sets, parameters: { SCFlow.declaredParameters },
      maker: FlowModel.scflow.maker)
  }

  /// A set that every build of this repository has.
  private static let present = "firenet"

  @Test(arguments: [10, 20])
  func `The set that is carried is taken where no file is named, and told by its name and digest`(
    interval: Int
  ) throws {
    let bytes = CarriedWeights(Self.present).bytes
    try #require(bytes.count > 0)
    let model = Self.model([
      CarriedFlowWeights("none-\(interval)", intervals: [interval]),
      CarriedFlowWeights(Self.present, intervals: [10, 20]),
    ])
    let weights = try NetworkWeights(path: nil, for: model, interval: interval)
    #expect(weights.carried == Self.present && weights.path == nil && weights.doubt == nil)
    #expect(weights.digest == (try FileDigest(of: [bytes], path: "").description))
    #expect(try weights.parameters.tensor("net.pred.conv2d.bias", shape: [1]).count == 1)
  }

  @Test func `Frames between windows that a set was not trained for are doubted`() throws {
    let model = Self.model([CarriedFlowWeights(Self.present, intervals: [10, 20])])
    let doubt = try #require(try NetworkWeights(path: nil, for: model, interval: 40).doubt).description
    #expect(doubt.contains(Self.present) && doubt.contains("trained for 10 and 20"), "\(doubt)")
  }

  @Test func `A file that is named goes before what is carried`() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("own.safetensors")
    let values = SCFlow.declaredParameters.values(from: ParameterInitializer(seed: 1))
    try SafetensorsFile.write(values.map { ($0.key, AnyTensor($0.value)) }, to: path)
    let model = Self.model([CarriedFlowWeights(Self.present, intervals: [10])])
    let weights = try NetworkWeights(path: path, for: model, interval: 10)
    #expect(weights.path == path && weights.carried == nil && weights.doubt == nil)
    _ = try model.spikeNetwork(weights.parameters)
  }

  @Test func `Where nothing is carried a line says where weights are, and what makes them`() {
    let error = #expect(throws: JobError.self) {
      try NetworkWeights(path: nil, for: Self.model([CarriedFlowWeights("none")]), interval: 10)
    }
    let pieces = error?.problem.pieces ?? []
    #expect(pieces.contains(.remedy(.run(.listNetworks))) && pieces.contains(.remedy(.run(.trainFlow))))
    // What cannot be trained here is not said to be.
    let other = #expect(throws: JobError.self) { try NetworkWeights(path: nil, for: .eraft) }
    #expect(other?.problem.pieces.contains(.remedy(.run(.trainFlow))) == false)
  }
}
