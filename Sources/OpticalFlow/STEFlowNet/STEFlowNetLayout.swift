import Kernels
import NeuralNetworks

/// The steps of STE-FlowNet in planned maps, at one size and number of splits, as ``STEFlowNetRunner`` runs them.
struct STEFlowNetLayout {
  typealias Value = PlanBuilder.Value

  let builder = PlanBuilder()
  let inputs: [Value]
  /// Finest level first; carried from split to split.
  private(set) var states: [Value]
  private(set) var splits: [STEFlowNet.Split<Value>] = []
  /// What is added to the finest flow of each split.
  private(set) var corrections: [Value] = []
  private let network: STEFlowNet
  private let shape: (batch: Int, height: Int, width: Int)

  init(network: STEFlowNet, batch: Int, splits: Int, height: Int, width: Int) {
    self.network = network
    shape = (batch, height, width)
    let builder = builder
    inputs = (0..<splits).map { _ in builder.state(batch: batch, channels: 2, height: height, width: width) }
    states = (0..<STEFlowNet.levelCount).map { level in
      builder.state(
        batch: batch, channels: network.configuration.stateWidth(level), height: height >> (level + 1),
        width: width >> (level + 1))
    }
  }

  /// Writes down what a split needs once a window. Called for all splits, in their order, before ``steps(ofSplit:)``.
  mutating func features(ofSplit index: Int) -> NetworkPlan.Part {
    let flows = (0..<STEFlowNet.levelCount).map { scale in
      builder.state(batch: shape.batch, channels: 2, height: shape.height >> scale, width: shape.width >> scale)
    }
    return builder.part {
      let features = network.features(of: inputs[index], on: builder)
      let correlation = network.deepestCorrelation(splits.first?.features ?? features, features, on: builder)
      (features + [correlation]).forEach(builder.keep)
      splits.append(STEFlowNet.Split(features: features, deepestCorrelation: correlation, flows: flows))
    }
  }

  /// Writes down what takes a split up. The parts follow each other; later ones may be left out.
  mutating func steps(
    ofSplit index: Int
  ) -> (renewal: NetworkPlan.Part, innerFlows: NetworkPlan.Part, finestFlow: NetworkPlan.Part) {
    let renewal = builder.part {
      network.renew(&states, by: splits[index], reference: splits[0].features, on: builder)
    }
    var input: Value?
    let innerFlows = builder.part {
      input = network.correctInnerFlows(of: &splits[index], by: states, on: builder)
    }
    let finestFlow = builder.part {
      guard let input else { return }
      corrections.append(network.correctFinestFlow(of: &splits[index], from: input, on: builder))
    }
    if index == inputs.count - 1 { corrections.last.map(builder.keep) }
    return (renewal, innerFlows, finestFlow)
  }
}
