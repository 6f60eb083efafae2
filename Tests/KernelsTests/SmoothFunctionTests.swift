import Kernels
import Tensors
import Testing

@Suite struct SmoothFunctionTests {
  /// The distance of a result from the exact value in units of the last place of the nearest float32.
  private static func error(_ result: Float, _ exact: Double) -> Double {
    let nearest = Float(exact)
    if nearest.isInfinite || exact.isNaN { return result == nearest || result.isNaN && exact.isNaN ? 0 : .infinity }
    return (Double(result) - exact).magnitude / Double(max(nearest.ulp, .leastNonzeroMagnitude))
  }

  @Test(arguments: [(SmoothFunction.exponential, 2.0), (.sigmoid, 2.5), (.tanh, 2.7)])
  func `Every float32 has an image within the stated error`(function: SmoothFunction, ulps: Double) throws {
    // A step that is coprime to powers of two meets all exponents and both signs.
    let patterns = stride(from: UInt64(0), to: 1 << 32, by: 19_997).map { Float(bitPattern: UInt32($0)) }
    let edges: [Float] = [
      88.722_83, 88.722_84, -87.336_55, -103.972_08, -104, 89, .infinity, -.infinity, .nan, 0, -0.0, 0.346_573_6,
      1.039_720_8, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    // What the formula's cases meet most.
    let dense = stride(from: Float(-20), to: 20, by: 0.000_37)
    let arguments = patterns + edges + dense
    let x = Tensor(shape: [1, 1, 1, arguments.count], scalars: arguments)
    for workers in try everyWorkers() where workers.threads == 1 {
      let map = FeatureMap(x)
      workers.apply(function, to: map)
      let results = map.tensor.scalars
      var worst = (error: 0.0, x: Float(0))
      for (result, x) in zip(results, arguments) {
        let error = Self.error(result, Reference.apply(function, to: Double(x)))
        if error > worst.error { worst = (error, x) }
      }
      #expect(worst.error <= ulps, "\(workers.instructionSet) at \(worst.x)")
    }
  }

  @Test func `The hyperbolic tangent keeps the sign of zero`() throws {
    for workers in try everyWorkers() {
      let map = FeatureMap(Tensor(shape: [1, 1, 1, 2], scalars: [0, -0.0]))
      workers.apply(.tanh, to: map)
      #expect(map.tensor.scalars.map(\.sign) == [.plus, .minus])
    }
  }

  @Test(arguments: SmoothFunction.allCases)
  func `A value's bits do not depend on its place`(function: SmoothFunction) throws {
    let x = sample([1, 1, 1, 37], seed: 3).map { 12 * $0 }
    for workers in try everyWorkers() {
      let row = FeatureMap(x)
      let column = FeatureMap(x.reshaped(to: [1, 37, 1, 1]))
      workers.apply(function, to: row)
      workers.apply(function, to: column)
      #expect(row.tensor.scalars == column.tensor.scalars, "\(workers.instructionSet)")
    }
  }
}
