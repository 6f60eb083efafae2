import Kernels
import NeuralNetworks
import OpticalFlow
import Recordings
import Tensors
import Testing

@Suite struct SCFlowTests {
  private static func spikes(_ geometry: SpikeGeometry, frames: Int, seed: UInt64) -> SpikeStream {
    var state = seed
    return SpikeStream(geometry: geometry, frameCount: frames) { bytes in
      for index in bytes.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.initializeElement(at: index, to: UInt8(truncatingIfNeeded: state >> 40))
      }
    }
  }

  private static func runner(_ geometry: SpikeGeometry, threads: Int = 2) throws -> SCFlowRunner {
    SCFlowRunner(
      network: try SCFlow(parameters: SCFlow.initialParameters(ParameterInitializer(seed: 5))), geometry: geometry,
      workers: try Workers(threads: threads))
  }

  @Test(arguments: [(16, 16), (17, 33), (40, 24), (31, 15)])
  func `Flow has the size of the recording, whatever the padding`(width: Int, height: Int) throws {
    let geometry = SpikeGeometry(width: width, height: height)
    let flow = try Self.runner(geometry).flow(
      from: Self.spikes(geometry, frames: 25, seed: 1), to: Self.spikes(geometry, frames: 25, seed: 2), interval: 10)
    #expect(flow.shape == [2, height, width])
    #expect(flow.scalars.allSatisfy { $0.isFinite })
    #expect(flow.scalars.contains { $0 != 0 })
  }

  @Test func `A reset forgets the flow before`() throws {
    let geometry = SpikeGeometry(width: 32, height: 32)
    let (a, b) = (Self.spikes(geometry, frames: 25, seed: 3), Self.spikes(geometry, frames: 25, seed: 4))
    let runner = try Self.runner(geometry)
    let first = runner.flow(from: a, to: b, interval: 10)
    let warm = runner.flow(from: a, to: b, interval: 10)
    runner.reset()
    let cold = runner.flow(from: a, to: b, interval: 10)
    #expect(first == cold)
    #expect(first != warm)
  }

  @Test func `The bytes do not depend on the number of threads`() throws {
    let geometry = SpikeGeometry(width: 48, height: 40)
    let (a, b) = (Self.spikes(geometry, frames: 25, seed: 5), Self.spikes(geometry, frames: 25, seed: 6))
    let flows = try [1, 2, 3].map { try Self.runner(geometry, threads: $0).flow(from: a, to: b, interval: 10) }
    #expect(flows[0] == flows[1])
    #expect(flows[0] == flows[2])
  }

  @Test func `A parameter of another shape is refused by name`() throws {
    var tensors: [String: Tensor<Float>] = [:]
    for (name, shape) in SCFlow.parameterShapes { tensors[name] = Tensor(zeros: shape) }
    tensors["flow_estimators.conv2.0.weight"] = Tensor(zeros: [64, 210, 3, 3])
    #expect {
      try SCFlow(parameters: ParameterTree(tensors, source: "net.pth"))
    } throws: { error in
      "\(error)".contains("net.pth") && "\(error)".contains("flow_estimators.conv2.0.weight")
    }
  }

  @Test func `Operations are those of direct convolutions`() throws {
    let network = try SCFlow(parameters: SCFlow.initialParameters(ParameterInitializer(seed: 5)))
    // Counted by hand for one pixel of the finest level, in operations: both windows, then the estimator.
    let encoder =
      18 * (25 * 32 + 32 * 32 + 2 * 32 * 32) + 18 * (32 * 64 + 64 * 64) / 4 + 18 * (64 * 96 + 96 * 96) / 16
      + 18 * (96 * 128 + 128 * 128) / 64
    let estimator = 18 * (115 * 96 + 211 * 64 + 275 * 32 + 307 * 2)
    let reduction = 64 * (64 * 32 + 16 * 64 + 4 * 96 + 128)
    let correlation = 162 * (64 * 32 + 16 * 64 + 4 * 96 + 128)
    let expected = 64 * 2 * encoder + estimator * 85 + reduction + correlation
    #expect(network.operations(height: 8, width: 8) == expected)
  }
}
