import Kernels
import Tensors
import Testing

@Suite struct GRUGateTests {
  private static let shapes = [[1, 3, 1, 1], [2, 5, 7, 9], [1, 2, 16, 33]]

  private struct Operands {
    var shape: [Int]
    var z: Tensor<Float>
    var r: Tensor<Float>
    var q: Tensor<Float>
    var h: Tensor<Float>
    var upstream: Tensor<Float>

    init(_ shape: [Int]) {
      self.shape = shape
      z = sample(shape, seed: 1).map { 6 * $0 }
      r = sample(shape, seed: 2).map { 6 * $0 }
      q = sample(shape, seed: 3).map { 4 * $0 }
      h = sample(shape, seed: 4)
      upstream = sample(shape, seed: 5)
    }

    func map(_ tensor: Tensor<Float>) -> FeatureMap {
      let map = room()
      map.copy(from: tensor)
      return map
    }
    /// Channels in the middle of a buffer, all not a number.
    func room() -> FeatureMap {
      let buffer = FeatureMap(batch: shape[0], channels: shape[1] + 3, height: shape[2], width: shape[3])
      buffer.fill(.nan)
      return buffer[1..<1 + shape[1]]
    }
    func tensor(_ value: (Int) -> Double) -> Tensor<Float> {
      Tensor(shape: shape, scalars: (0..<Shape.count(shape)).map { Float(value($0)) })
    }
  }

  /// The scalars in double precision.
  private static func doubles(_ tensor: Tensor<Float>) -> [Double] { tensor.scalars.map { Double($0) } }

  @Test(arguments: shapes)
  func `A reset and a blend agree with their definitions`(shape: [Int]) throws {
    let o = Operands(shape)
    let (z, r, q, h) = (Self.doubles(o.z), Self.doubles(o.r), Self.doubles(o.q), Self.doubles(o.h))
    let reset = o.tensor { Reference.reset(r[$0], state: h[$0]) }
    let blend = o.tensor { Reference.blend(update: z[$0], candidate: q[$0], state: h[$0]) }
    for workers in try everyWorkers() {
      for sums in [GRUGates.Sums.unchanged, .becomeGates] {
        let (zMap, rMap, qMap, hMap) = (o.map(o.z), o.map(o.r), o.map(o.q), o.map(o.h))
        let out = o.room()
        GRUGates.reset(rMap, state: hMap, into: out, sums: sums, workers: workers)
        expectAgreement(out.tensor, reset, "reset, \(workers.instructionSet)")
        GRUGates.blend(update: zMap, candidate: qMap, state: hMap, into: hMap, sums: sums, workers: workers)
        expectAgreement(hMap.tensor, blend, "blend in place, \(workers.instructionSet)")
        if sums == .unchanged {
          #expect(zMap.tensor == o.z && rMap.tensor == o.r && qMap.tensor == o.q)
        } else {
          expectAgreement(zMap.tensor, o.tensor { Reference.apply(.sigmoid, to: z[$0]) }, "update")
          expectAgreement(rMap.tensor, o.tensor { Reference.apply(.sigmoid, to: r[$0]) }, "reset")
          expectAgreement(qMap.tensor, o.tensor { Reference.apply(.tanh, to: q[$0]) }, "candidate")
        }
      }
    }
  }

  @Test(arguments: shapes)
  func `The gradients of a reset and a blend agree with their definitions`(shape: [Int]) throws {
    let o = Operands(shape)
    let (z, r, q, h) = (Self.doubles(o.z), Self.doubles(o.r), Self.doubles(o.q), Self.doubles(o.h))
    let g = Self.doubles(o.upstream)
    for workers in try everyWorkers() {
      let (zMap, rMap, qMap, hMap) = (o.map(o.z), o.map(o.r), o.map(o.q), o.map(o.h))
      let (reset, blend) = (o.room(), o.room())
      GRUGates.reset(rMap, state: hMap, into: reset, sums: .becomeGates, workers: workers)
      GRUGates.blend(update: zMap, candidate: qMap, state: hMap, into: blend, sums: .becomeGates, workers: workers)
      let gradients = GRUGates.BlendGradients(update: zMap, candidate: qMap, state: o.room())
      let upstream = o.map(o.upstream)
      GRUGates.blendGradient(
        upstream, update: zMap, candidate: qMap, state: hMap, into: gradients, workers: workers)
      let blended = z.indices.map { Reference.blendDerivatives(update: z[$0], candidate: q[$0], state: h[$0]) }
      let name = "\(workers.instructionSet)"
      expectAgreement(gradients.update.tensor, o.tensor { g[$0] * blended[$0].update }, "update, \(name)")
      expectAgreement(gradients.candidate.tensor, o.tensor { g[$0] * blended[$0].candidate }, "candidate, \(name)")
      expectAgreement(gradients.state.tensor, o.tensor { g[$0] * blended[$0].state }, "state, \(name)")
      GRUGates.resetGradient(
        upstream, reset: rMap, state: hMap, into: rMap, addingTo: gradients.state, workers: workers)
      let gated = r.indices.map { Reference.resetDerivatives(r[$0], state: h[$0]) }
      expectAgreement(rMap.tensor, o.tensor { g[$0] * gated[$0].reset }, "reset, \(name)")
      expectAgreement(
        gradients.state.tensor, o.tensor { g[$0] * (blended[$0].state + gated[$0].state) }, "state of both, \(name)")
    }
  }

  @Test func `The stated derivatives are those of finite differences`() {
    let step = 1e-5
    func slope(_ f: (Double) -> Double, at x: Double) -> Double { (f(x + step) - f(x - step)) / (2 * step) }
    for (z, q, h) in [(0.3, -0.7, 0.9), (-4.0, 2.0, -0.2), (5.0, 0.0, 1.3)] {
      let blend = Reference.blendDerivatives(update: z, candidate: q, state: h)
      #expect(abs(blend.update - slope({ Reference.blend(update: $0, candidate: q, state: h) }, at: z)) < 1e-8)
      #expect(abs(blend.candidate - slope({ Reference.blend(update: z, candidate: $0, state: h) }, at: q)) < 1e-8)
      #expect(abs(blend.state - slope({ Reference.blend(update: z, candidate: q, state: $0) }, at: h)) < 1e-8)
      let reset = Reference.resetDerivatives(z, state: h)
      #expect(abs(reset.reset - slope({ Reference.reset($0, state: h) }, at: z)) < 1e-8)
      #expect(abs(reset.state - slope({ Reference.reset(z, state: $0) }, at: h)) < 1e-8)
    }
  }
}
