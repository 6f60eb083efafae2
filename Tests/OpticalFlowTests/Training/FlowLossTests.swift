import Kernels
import NeuralNetworks
import OpticalFlow
import Tensors
import Testing

/// Gradients of losses against finite differences.
@Suite struct FlowLossTests {
  private static let draw = ParameterInitializer(seed: 6)

  /// Three levels of drawn flows of some pixels.
  private static func flows() -> [Tensor<Float>] {
    (0..<3).map { draw.uniform("flow \($0)", shape: [2, 2, 12 >> $0, 16 >> $0]).map { 2.5 * $0 } }
  }

  private static func picture(_ name: String) -> FeatureMap {
    FeatureMap(draw.uniform(name, shape: [2, 1, 12, 16]).map { ($0 + 1) / 2 })
  }

  private static func expectSlopes(_ loss: some FlowLoss) throws {
    let workers = try Workers(threads: 2)
    let flows = flows()
    let gradients = flows.map { FeatureMap(Tensor(zeros: $0.shape)) }
    let value = loss.value(of: flows.map(FeatureMap.init), weight: 1, addingGradientsTo: gradients, workers: workers)
    #expect(value > 0)
    let step: Float = 1 / 4096
    for level in flows.indices {
      let gradient = gradients[level].tensor
      #expect(gradient.scalars.contains { $0 != 0 })
      var agreeing = 0
      let places = Array(stride(from: 0, to: gradient.count, by: 5))
      for place in places {
        func value(_ step: Float) -> Double {
          var moved = flows
          moved[level].withUnsafeMutableBufferPointer { $0[place] += step }
          return loss.value(of: moved.map(FeatureMap.init), workers: workers)
        }
        let slope = (value(step) - value(-step)) / Double(2 * step)
        let expected = Double(gradient.scalars[place])
        if abs(slope - expected) <= 2e-3 + 1e-2 * abs(expected) { agreeing += 1 }
      }
      // A kink within the step has no slope: where a difference changes its sign, or a place its pixel.
      #expect(agreeing >= places.count - max(1, places.count / 20), "level \(level): \(agreeing) of \(places.count)")
    }
  }

  @Test func `The gradient of the supervised loss is that of finite differences`() throws {
    try Self.expectSlopes(
      SupervisedFlowLoss(truth: FeatureMap(Self.draw.uniform("truth", shape: [2, 2, 12, 16])), levels: 3))
  }

  @Test func `The gradient of the photometric loss is that of finite differences`() throws {
    try Self.expectSlopes(
      PhotometricFlowLoss(previous: Self.picture("previous"), next: Self.picture("next"), levels: 3))
  }

  @Test func `The gradient of smoothness is that of finite differences`() throws {
    try Self.expectSlopes(SmoothnessFlowLoss())
  }

  @Test func `A true flow costs nothing, and neither does one that is linear in the picture`() throws {
    let workers = try Workers(threads: 1)
    let truth = FeatureMap(batch: 1, channels: 2, height: 8, width: 8)
    truth[0..<1].fill(3)
    let flows = (0..<2).map { level in
      let flow = FeatureMap(batch: 1, channels: 2, height: 8 >> level, width: 8 >> level)
      flow[0..<1].fill(3 / Float(1 << level))
      return flow
    }
    #expect(SupervisedFlowLoss(truth: truth, levels: 2).value(of: flows, workers: workers) == 0)
    #expect(SmoothnessFlowLoss().value(of: flows, workers: workers) == 0)
    let ramp = Tensor<Float>(
      shape: [1, 2, 8, 8],
      scalars: (0..<128).map { index in
        let (y, x) = (index / 8 % 8, index % 8)
        return Float(x + 2 * y)
      })
    #expect(SmoothnessFlowLoss().value(of: [FeatureMap(ramp)], workers: workers) == 0)
  }

  @Test func `Flows that are no number, or point far outside, cost what black does`() throws {
    let workers = try Workers(threads: 1)
    let loss = PhotometricFlowLoss(previous: Self.picture("previous"), next: Self.picture("next"), levels: 1)
    let costs = [Float.nan, .infinity, -1e30, 1e9].map { value in
      let flow = FeatureMap(batch: 2, channels: 2, height: 12, width: 16)
      flow.fill(value)
      return loss.value(of: [flow], workers: workers)
    }
    #expect(costs.allSatisfy { $0 == costs[0] && $0.isFinite })
  }
}
