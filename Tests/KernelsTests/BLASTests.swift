import Kernels
import Tensors
import Testing

@Suite struct BLASTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var inner: Int
    var testDescription: String { "\(rows)x\(inner) · \(inner)x\(columns)" }
  }

  static let cases = [
    Case(rows: 1, columns: 1, inner: 1), Case(rows: 5, columns: 7, inner: 3), Case(rows: 33, columns: 1, inner: 17),
    Case(rows: 1, columns: 65, inner: 9), Case(rows: 31, columns: 129, inner: 67),
    Case(rows: 64, columns: 48, inner: 257),
  ]

  /// Values `[rows, columns]` in rows of `stride` scalars, and the element of the matrix that is meant.
  private struct Matrix {
    var scalars: [Float]
    var stride: Int
    var isTransposed: Bool

    init(rows: Int, columns: Int, isTransposed: Bool, seed: UInt64) {
      let (stored, length) = isTransposed ? (columns, rows) : (rows, columns)
      stride = length + 3
      self.isTransposed = isTransposed
      scalars = sample([stored, stride], seed: seed).scalars
    }

    subscript(row: Int, column: Int) -> Double {
      Double(isTransposed ? scalars[column * stride + row] : scalars[row * stride + column])
    }
  }

  @Test(arguments: cases, [(false, false), (false, true), (true, false), (true, true)])
  func `A product agrees with its sum however the factors are stored`(
    _ c: Case, transposed: (a: Bool, b: Bool)
  ) throws {
    let blas = try BLAS.shared()
    let a = Matrix(rows: c.rows, columns: c.inner, isTransposed: transposed.a, seed: 1)
    let b = Matrix(rows: c.inner, columns: c.columns, isTransposed: transposed.b, seed: 2)
    let stride = c.columns + 2
    // With beta 0 the result is not read: it may hold what is not a number.
    for (beta, before) in [(Float(0), Float.nan), (1, 0.5)] {
      var result = [Float](repeating: before, count: c.rows * stride)
      a.scalars.withUnsafeBufferPointer { aScalars in
        b.scalars.withUnsafeBufferPointer { bScalars in
          result.withUnsafeMutableBufferPointer { scalars in
            guard let a = aScalars.baseAddress, let b = bScalars.baseAddress, let c = scalars.baseAddress else {
              return
            }
            multiply(a, b, c)
          }
        }
      }
      func multiply(_ aStart: UnsafePointer<Float>, _ bStart: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>)
      {
        blas.multiply(
          rows: c.rows, columns: c.columns, inner: c.inner, a: aStart, aStride: a.stride, transposeA: transposed.a,
          b: bStart, bStride: b.stride, transposeB: transposed.b, beta: beta, c: out, cStride: stride)
      }
      for row in 0..<c.rows {
        for column in 0..<c.columns {
          let product = (0..<c.inner).reduce(0.0) { $0 + a[row, $1] * b[$1, column] }
          let expected = product + (beta == 0 ? 0 : Double(before))
          let actual = Double(result[row * stride + column])
          #expect(abs(actual - expected) <= 1e-5 + 1e-4 * abs(expected), "beta \(beta), row \(row), column \(column)")
        }
        // What lies between the rows is nobody's.
        for gap in c.columns..<stride {
          let kept = result[row * stride + gap]
          #expect(kept == before || (kept.isNaN && before.isNaN))
        }
      }
    }
  }

  @Test func `A processor with AVX-512 gets kernels for it whatever a container sets, and the user can say otherwise`()
  {
    func choice(_ environment: [String: String], hasAVX512: Bool = true) -> String {
      let (name, chosenBy) = BLAS.coreType(environment: environment, hasAVX512: hasAVX512)
      return "\(name ?? "none") by \(chosenBy)"
    }
    #expect(choice([:]) == "SkylakeX by Saccade")
    #expect(choice(["OPENBLAS_CORETYPE": "Haswell"]) == "SkylakeX by Saccade")
    #expect(choice(["OPENBLAS_CORETYPE": "Cooperlake"]) == "Cooperlake by OPENBLAS_CORETYPE")
    #expect(choice(["SACCADE_BLAS_CORETYPE": "Zen"]) == "Zen by SACCADE_BLAS_CORETYPE")
    let both = ["SACCADE_BLAS_CORETYPE": "Haswell", "OPENBLAS_CORETYPE": "SkylakeX"]
    #expect(choice(both) == "Haswell by SACCADE_BLAS_CORETYPE")
    #expect(choice(["SACCADE_BLAS_CORETYPE": "", "OPENBLAS_CORETYPE": ""]) == "SkylakeX by Saccade")
    #expect(choice([:], hasAVX512: false) == "none by the library")
    #expect(choice(["OPENBLAS_CORETYPE": "Haswell"], hasAVX512: false) == "Haswell by OPENBLAS_CORETYPE")
  }

  @Test func `The library tells its file and multiplies on one thread`() throws {
    let library = try BLAS.shared().library
    #expect(library.path.hasPrefix("/"))
    #expect(library.threads == 1 || library.configuration == nil)
  }
}
