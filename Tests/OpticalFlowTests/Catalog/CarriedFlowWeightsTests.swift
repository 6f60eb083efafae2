import NeuralNetworks
import Testing

@testable import OpticalFlow

@Suite struct CarriedFlowWeightsTests {
  private static let sets = [
    CarriedFlowWeights("both", intervals: [10, 20]), CarriedFlowWeights("ten", intervals: [10]),
    CarriedFlowWeights("forty", intervals: [40]),
  ]

  @Test(arguments: [(10, "ten"), (20, "both"), (9, "ten"), (23, "both"), (31, "forty"), (1000, "forty")])
  func `The set that was trained nearest to an interval is taken, and for the fewest others`(
    interval: Int, name: String
  ) {
    #expect(FlowModel.nearest(Self.sets, to: interval)?.weights.name == name)
    #expect(FlowModel.nearest(Self.sets.reversed(), to: interval)?.weights.name == name)
  }

  @Test func `A set is trained for its intervals, and one without any for all`() {
    #expect(Self.sets[0].isTrained(for: 20) && !Self.sets[0].isTrained(for: 15))
    #expect(CarriedFlowWeights("events").isTrained(for: 15) && Self.sets[0].isTrained(for: nil))
    #expect(FlowModel.nearest([], to: 10) == nil)
  }

  @Test(arguments: FlowCatalog.models.flatMap(\.carried))
  func `What is carried is of its model's parameters`(set: CarriedFlowWeights) throws {
    let owners = FlowCatalog.models.filter { $0.carried.contains(set) }
    #expect(owners.count == 1)
    guard set.weights.isCarried else { return }
    let parameters = ParameterTree(try set.weights.checkpoint().float32Tensors, source: set.weights.name)
    switch owners[0].maker {
    case .spikes(let make): _ = try make(parameters)
    case .events(let make): _ = try make(parameters)
    }
  }
}
