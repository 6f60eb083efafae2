import Kernels
import NeuralNetworks
import Reconstruction
import Tensors
import Testing

@Suite struct FireNetTests {
  private static let drawn = ParameterInitializer(seed: 3)

  /// The network by its definition.
  private struct Definition {
    var values: [String: Tensor<Float>]
    var states: [Tensor<Float>] = []

    func apply(_ x: Tensor<Float>, _ name: String, rectified: Bool = false) throws -> Tensor<Float> {
      let weight = try #require(values["\(name).weight"])
      let sums = Reference.convolution(
        x, weight: weight, bias: values["\(name).bias"], stride: 1, padding: weight.shape[2] / 2)
      return rectified ? sums.map { max($0, 0) } : sums
    }

    static func joined(_ a: Tensor<Float>, _ b: Tensor<Float>) -> Tensor<Float> {
      Tensor(shape: [1, a.shape[1] + b.shape[1], a.shape[2], a.shape[3]], scalars: a.scalars + b.scalars)
    }

    func cell(_ x: Tensor<Float>, _ h: Tensor<Float>, _ name: String) throws -> Tensor<Float> {
      let all = Self.joined(x, h)
      let (z, r) = (try apply(all, "\(name).update_gate").scalars, try apply(all, "\(name).reset_gate").scalars)
      let old = h.scalars
      let through = old.indices.map { Float(Reference.reset(Double(r[$0]), state: Double(old[$0]))) }
      let q = try apply(Self.joined(x, Tensor(shape: h.shape, scalars: through)), "\(name).out_gate").scalars
      return Tensor(
        shape: h.shape,
        scalars: old.indices.map {
          Float(Reference.blend(update: Double(z[$0]), candidate: Double(q[$0]), state: Double(old[$0])))
        })
    }

    func residual(_ x: Tensor<Float>, _ name: String) throws -> Tensor<Float> {
      let sums = try apply(try apply(x, "\(name).conv1", rectified: true), "\(name).conv2").scalars
      return Tensor(shape: x.shape, scalars: zip(x.scalars, sums).map { max($0 + $1, 0) })
    }

    mutating func picture(_ grid: Tensor<Float>) throws -> Tensor<Float> {
      let x = try apply(grid, "head.conv2d", rectified: true)
      if states.isEmpty { states = [Tensor(zeros: x.shape), Tensor(zeros: x.shape)] }
      states[0] = try cell(x, states[0], "G1")
      states[1] = try cell(try residual(states[0], "R1"), states[1], "G2")
      return try apply(try residual(states[1], "R2"), "pred.conv2d")
    }
  }

  private static func grid(_ index: Int, bins: Int, height: Int, width: Int) -> Tensor<Float> {
    drawn.uniform("grid \(index)", shape: [1, bins, height, width])
  }

  @Test(arguments: [(5, 16, 19, 30), (3, 6, 8, 5), (16, 16, 1, 1)])
  func `Pictures agree with the definition over windows`(bins: Int, channels: Int, height: Int, width: Int) throws {
    let configuration = FireNet.Configuration(bins: bins, channels: channels)
    let values = FireNet.declaredParameters(.second, configuration).values(from: Self.drawn)
    let network = try FireNet(parameters: ParameterTree(values, source: "drawn"))
    #expect(network.configuration == configuration)
    let runner = FireNetRunner(network: network, height: height, width: width, workers: try Workers(threads: 2))
    for _ in 0..<2 {
      var definition = Definition(values: values)
      for index in 0..<3 {
        let grid = Self.grid(index, bins: bins, height: height, width: width)
        let expected = try definition.picture(grid).scalars
        let picture = runner.picture(of: grid.reshaped(to: [bins, height, width])).scalars
        #expect(zip(picture, expected).allSatisfy { ($0 - $1).magnitude <= 2e-5 })
      }
      runner.reset()
    }
  }

  @Test func `Both releases have the published number of parameters and give the same pictures`() throws {
    var pictures: [Tensor<Float>] = []
    let first = FireNet.declaredParameters(.first)
    let values = first.values(from: Self.drawn)
    let second = FireNet.declaredParameters(.second)
    // Both list their layers in one order.
    let renamed = Dictionary(
      uniqueKeysWithValues: zip(first.declared, second.declared).map {
        ($1.name, values[$0.name] ?? Tensor(zeros: [0]))
      })
    for values in [values, renamed] {
      #expect(values.values.reduce(0) { $0 + $1.count } == 37_777)
      let network = try FireNet(parameters: ParameterTree(values, source: "drawn"))
      let runner = FireNetRunner(network: network, height: 12, width: 17, workers: try Workers(threads: 1))
      pictures.append(runner.picture(of: Self.grid(0, bins: 5, height: 12, width: 17).reshaped(to: [5, 12, 17])))
    }
    #expect(pictures[0] == pictures[1])
    #expect(try FireNet(parameters: ParameterTree(values, source: "drawn")).encoding.normalizes)
    #expect(try !FireNet(parameters: ParameterTree(renamed, source: "drawn")).encoding.normalizes)
  }

  @Test func `A checkpoint of another network is named`() throws {
    let flow: [String: Tensor<Float>] = ["gru_update1.gru.convz.weight": Tensor(zeros: [1])]
    #expect(throws: ParameterError.self) { try FireNet(parameters: ParameterTree(flow, source: "w.pth")) }
    do {
      _ = try FireNet(parameters: ParameterTree(flow, source: "w.pth"))
    } catch let error as ParameterError {
      #expect(error.fault == .otherNetwork)
      #expect(error.description == "w.pth: the parameters are not those of FireNet; these are STE-FlowNet's parameters")
    }
  }

  @Test func `A weight that is no number, one that is missing and one of another shape are refused`() throws {
    let values = FireNet.declaredParameters(.second).values(from: Self.drawn)
    func error(_ change: (inout [String: Tensor<Float>]) -> Void) -> ParameterError.Fault? {
      var changed = values
      change(&changed)
      do {
        _ = try FireNet(parameters: ParameterTree(changed, source: "w.pth"))
      } catch let error as ParameterError {
        return error.fault
      } catch {}
      return nil
    }
    #expect(error { $0["R1.conv1.weight"]?[0, 0, 1, 1] = .nan } == .value)
    #expect(error { $0["G2.out_gate.bias"] = nil } == .missing)
    #expect(error { $0["G2.out_gate.weight"] = Tensor(zeros: [16, 16, 3, 3]) } == .shape)
    #expect(error { $0["head.conv2d.weight"] = Tensor(zeros: [64, 5, 3, 3]) } == .shape)
    #expect(error { _ in } == nil)
  }
}
