import Files
import Tensors
import Testing

@testable import SpikingNetworks

/// Shapes, numbers that stand for all, cycles, and graphs that contradict themselves.
@Suite struct NIRGraphTests {
  private func tensor(_ shape: [Int], _ scalars: [Double]) -> Tensor<Double> { Tensor(shape: shape, scalars: scalars) }

  private func convolution(padding: NIRConvolution.Padding = .zeros([1, 1])) -> NIRNode {
    .convolution(
      NIRConvolution(
        weight: Tensor(zeros: [4, 2, 3, 3]), bias: Tensor(zeros: [4]), stride: [1, 1], padding: padding,
        dilation: [1, 1]))
  }

  @Test func `Shapes run from the input through nodes that do not know theirs`() throws {
    let neuron = NIRNeuron(.integrateAndFire, [.resistance: tensor([], [1]), .threshold: tensor([1], [1])])
    let graph = try NIRGraph(chain: [
      .input(shape: [2, 6, 7]), convolution(), .neuron(neuron),
      .pool(NIRPool(isMean: true, kernel: [2, 3], stride: [2, 2])), convolutionOfFour,
      .flatten(first: 0, last: -1, inputShape: nil), .scale(tensor([], [2])), .output(shape: [12]),
    ])
    let shapes = try NIRShapes(of: graph)
    #expect(shapes["2_if"].output == [4, 6, 7] && shapes["3_avgpool2d"].output == [4, 3, 3])
    #expect(shapes["4_conv2d"].output == [4, 3, 1] && shapes["6_scale"].output == [12])
  }

  private var convolutionOfFour: NIRNode {
    .convolution(
      NIRConvolution(
        weight: Tensor(zeros: [4, 1, 1, 3]), bias: Tensor(zeros: [4]), stride: [1, 1], padding: .zeros([0, 0]),
        dilation: [1, 1], groups: 4))
  }

  @Test func `Parameters are repeated as NumPy repeats them`() {
    #expect(tensor([2, 1, 1], [1, 2]).broadcast(to: [2, 1, 3])?.scalars == [1, 1, 1, 2, 2, 2])
    #expect(tensor([3], [1, 2, 3]).broadcast(to: [2, 3])?.scalars == [1, 2, 3, 1, 2, 3])
    #expect(tensor([], [5]).broadcast(to: [2, 2])?.scalars == [5, 5, 5, 5])
    #expect(tensor([3], [1, 2, 3]).broadcast(to: [3, 2]) == nil)
  }

  @Test func `What contradicts itself is told with its node`() throws {
    func failure(_ kinds: [NIRNode]) -> FileError? {
      #expect(throws: FileError.self) { try NIRShapes(of: NIRGraph(chain: kinds)) }
    }
    let matrix = NIRNode.affine(weight: Tensor(zeros: [3, 4]), bias: nil)
    #expect(failure([.input(shape: [5]), matrix, .output(shape: [3])])?.place == "node 1_linear")
    #expect(failure([.input(shape: [4]), matrix, .output(shape: [4])])?.place == "node output")
    #expect(failure([.input(shape: [3, 6, 7]), convolution(), .output(shape: [4, 6, 7])])?.place == "node 1_conv2d")
    #expect(failure([.input(shape: [1 << 20, 1 << 20]), .output(shape: [1])])?.problem.contains("too many") == true)
    let nodes = [NIRGraph.Node("a", .input(shape: [1])), .init("b", .output(shape: [1]))]
    #expect(throws: FileError.self) { try NIRGraph(nodes: nodes, edges: [.init("a", "c")]) }
    #expect(throws: FileError.self) { try NIRGraph(nodes: nodes, edges: [.init("a", "b"), .init("a", "b")]) }
    #expect(throws: FileError.self) { try NIRGraph(nodes: nodes + nodes, edges: []) }
    #expect(throws: FileError.self) { try NIRGraph(nodes: [nodes[0]], edges: []) }
    let loose = [NIRGraph.Node("p", .pool(NIRPool(isMean: false, kernel: [1, 1], stride: [1, 1])))]
    let error = #expect(throws: FileError.self) { try NIRShapes(of: NIRGraph(nodes: nodes + loose, edges: [])) }
    #expect(error?.place == "node p")
  }

  @Test func `A delay in a cycle is the only wait there`() throws {
    // x + the output of two steps before.
    let nodes: [NIRGraph.Node] = [
      .init("in", .input(shape: [1])), .init("sum", .scale(tensor([1], [1]))), .init("late", .delay(tensor([1], [2]))),
      .init("out", .output(shape: [1])),
    ]
    let edges: [NIRGraph.Edge] = [.init("in", "sum"), .init("sum", "late"), .init("late", "sum"), .init("sum", "out")]
    let executor = try NIRExecutor(NIRGraph(nodes: nodes, edges: edges))
    #expect(executor.run(tensor([6, 1], [1, 0, 0, 10, 0, 0])).scalars == [1, 0, 1, 10, 1, 10])
    #expect(
      try NIRExecutor(NIRGraph(nodes: nodes, edges: edges), timeStep: 2).run(tensor([3, 1], [1, 1, 1])).scalars == [
        1, 2, 3,
      ])
  }

  @Test func `A neuron fires above its threshold, not at it`() throws {
    let neuron = NIRNeuron(.integrateAndFire, [.resistance: tensor([], [1]), .threshold: tensor([], [1])])
    let graph = try NIRGraph(chain: [.input(shape: [1]), .neuron(neuron), .output(shape: [1])])
    #expect(try NIRExecutor(graph).run(tensor([4, 1], [1, 0, 0.5, 1])).scalars == [0, 0, 1, 0])
  }
}
