import Kernels
import NeuralNetworks
import Tensors
import Testing

@testable import OpticalFlow

@Suite struct STEFlowNetTests {
  private static let small = STEFlowNet.Configuration(widths: [4, 6, 8, 10], decoderWidths: [4, 5, 6], headWidth: 7)

  private static func network() throws -> STEFlowNet {
    try STEFlowNet(
      parameters: STEFlowNet.initialParameters(ParameterInitializer(seed: 5), configuration: small))
  }

  private static func input(batch: Int = 1, splits: Int, height: Int, width: Int, seed: UInt64 = 1) -> [FeatureMap] {
    (0..<splits).map { split in
      FeatureMap(
        ParameterInitializer(seed: seed).uniform("split \(split)", shape: [batch, 2, height, width])
          .map { ($0 * 4).rounded(.up) })
    }
  }

  private static func runner(
    batch: Int = 1, splits: Int, height: Int, width: Int, start: STEFlowNetRunner.Start = .zero,
    output: STEFlowNetRunner.Output = .lastSplit, threads: Int = 2
  ) throws -> STEFlowNetRunner {
    STEFlowNetRunner(
      network: try network(), batch: batch, splits: splits, height: height, width: width, iterations: 2, start: start,
      output: output, workers: try Workers(threads: threads))
  }

  @Test(arguments: [(16, 16), (48, 32), (16, 80)])
  func `Every split has flows at four scales`(height: Int, width: Int) throws {
    let runner = try Self.runner(splits: 3, height: height, width: width, output: .everySplit)
    runner.run(Self.input(splits: 3, height: height, width: width))
    #expect(runner.flows.count == 3)
    for flows in runner.flows {
      for (scale, flow) in flows.enumerated() {
        #expect(flow.shape == [1, 2, height >> scale, width >> scale])
        #expect(flow.tensor.scalars.allSatisfy { $0.isFinite } && flow.tensor.scalars.contains { $0 != 0 })
      }
    }
  }

  @Test func `The last split's flows are the same whether or not the others are computed`() throws {
    let input = Self.input(splits: 3, height: 32, width: 48)
    let flows = try [STEFlowNetRunner.Output.everySplit, .lastSplit].map { output in
      let runner = try Self.runner(splits: 3, height: 32, width: 48, output: output)
      runner.run(input)
      return runner.flows[2].map(\.tensor)
    }
    #expect(flows[0] == flows[1])
  }

  @Test func `A second run takes no memory`() throws {
    let input = Self.input(splits: 2, height: 48, width: 32)
    let workers = try Workers(threads: 1)
    let runner = STEFlowNetRunner(
      network: try Self.network(), splits: 2, height: 48, width: 32, workers: workers)
    runner.run(input)
    let scratch = workers.scratchByteCount
    runner.run(input)
    #expect(workers.scratchByteCount == scratch)
  }

  @Test func `The samples of a batch do not see each other`() throws {
    let input = Self.input(batch: 2, splits: 2, height: 32, width: 32)
    let both = try Self.runner(batch: 2, splits: 2, height: 32, width: 32)
    both.run(input)
    for sample in 0..<2 {
      let one = try Self.runner(splits: 2, height: 32, width: 32)
      one.run(input.map { FeatureMap($0.tensor.slice(at: sample).reshaped(to: [1, 2, 32, 32])) })
      let expected = both.flow.tensor.slice(at: sample).scalars
      let worst = zip(one.flow.tensor.scalars, expected).map { ($0 - $1).magnitude }.max() ?? .nan
      #expect(worst <= 1e-4)
    }
  }

  @Test func `A window starts from rest, or from the window before where that is asked for`() throws {
    let (a, b) = (
      Self.input(splits: 2, height: 32, width: 48), Self.input(splits: 2, height: 32, width: 48, seed: 2)
    )
    let cold = try Self.runner(splits: 2, height: 32, width: 48)
    cold.run(a)
    let first = cold.flow.tensor
    cold.run(b)
    cold.run(a)
    #expect(cold.flow.tensor == first)
    let warm = try Self.runner(splits: 2, height: 32, width: 48, start: .previousWindow)
    warm.run(a)
    #expect(warm.flow.tensor == first)
    warm.run(a)
    #expect(warm.flow.tensor != first)
    warm.reset()
    warm.run(a)
    #expect(warm.flow.tensor == first)
  }

  @Test func `The bytes do not depend on the number of threads`() throws {
    let input = Self.input(splits: 3, height: 48, width: 32)
    let flows = try [1, 2, 3].map { threads in
      let runner = try Self.runner(splits: 3, height: 48, width: 32, threads: threads)
      runner.run(input)
      return runner.flow.tensor
    }
    #expect(flows[0] == flows[1])
    #expect(flows[0] == flows[2])
  }

  @Test func `Widths are read from the checkpoint`() throws {
    for configuration in [Self.small, STEFlowNet.Configuration(widths: [2, 3, 4, 5], decoderWidths: [1, 1, 2])] {
      let tree = STEFlowNet.initialParameters(ParameterInitializer(seed: 1), configuration: configuration)
      #expect(try STEFlowNet(parameters: tree).configuration == configuration)
    }
  }

  @Test func `The published network has 48.3 million parameters`() {
    let counts = STEFlowNet.Configuration().parameterShapes.values.map { Shape.count($0) }
    #expect(counts.count == 82)
    #expect((48_250_000..<48_350_000).contains(counts.reduce(0, +)))
  }

  @Test func `Parameters that the forward pass does not use may be absent, others are missed by name`() throws {
    var tensors: [String: Tensor<Float>] = [:]
    for (name, shape) in Self.small.parameterShapes { tensors[name] = Tensor(zeros: shape) }
    for name in tensors.keys where name.hasPrefix("flow_deconv") || name.hasPrefix("conv1_2") { tensors[name] = nil }
    _ = try STEFlowNet(parameters: ParameterTree(tensors, source: "net.pth"))
    tensors["gru_update3.gru.convq.bias"] = Tensor(zeros: [3])
    #expect {
      try STEFlowNet(parameters: ParameterTree(tensors, source: "net.pth"))
    } throws: { error in
      "\(error)".contains("net.pth") && "\(error)".contains("gru_update3.gru.convq.bias")
    }
    tensors["conv2.0.weight"] = nil
    #expect {
      try STEFlowNet(parameters: ParameterTree(tensors, source: "net.pth"))
    } throws: { error in
      "\(error)".contains("conv2.0.weight")
    }
  }

  @Test func `Operations are those of the published network`() throws {
    // Counted by hand for 16 x 16, where the levels have 64, 16, 4 and 1 pixels.
    let features = 18 * (2 * 4 * 64 + 4 * 6 * 16 + 6 * 8 * 4 + 8 * 10)
    let encoder = 18 * (85 * 6 * 16 + 87 * 8 * 4 + 89 * 10)
    let cells = 18 * 6 * (85 * 85 * 64 + 87 * 87 * 16 + 89 * 89 * 4 + 91 * 91)
    let correlations = 162 * (4 * 64 + 6 * 16 + 8 * 4 + 10)
    let bottleneck = 18 * (91 * 10 + 4 * 10 * 10)
    let decoders = 32 * (91 * 7 * 64 + 94 * (4 + 7) * 16 + 97 * (5 + 7) * 4 + 101 * (6 + 7))
    let heads = 4 * 7 * (256 + 64 + 16 + 4)
    let step = features + encoder + cells + correlations + bottleneck + decoders + heads
    #expect(try Self.network().operations(height: 16, width: 16, splits: 5, iterations: 2) == 10 * step)
  }
}
