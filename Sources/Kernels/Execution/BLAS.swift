/// Matrix products by the system's OpenBLAS or another library with CBLAS, one thread a call.
///
/// The library is loaded at run time and not linked, so that its kernels for this processor can be chosen before and
/// another library can take its place: ``Library`` says by which rules. Its own threads are turned off where it lets
/// them: Saccade cuts the work itself and multiplies on all of its threads at once.
public struct BLAS: Sendable {
  private let sgemm: LoadedBLAS.SGEMM
  /// What was loaded, and why.
  public let library: Library

  private static let loaded = Swift.Result { try BLAS(LoadedBLAS()) }

  /// The library of this process, loaded at the first use.
  ///
  /// - Throws: `FileError` of kind `missingPart` that names the package to install, or the library that `SACCADE_BLAS`
  ///   names where it cannot be loaded or has no `cblas_sgemm`.
  public static func shared() throws -> BLAS { try loaded.get() }

  private init(_ loaded: LoadedBLAS) {
    sgemm = loaded.sgemm
    library = loaded.library
  }

  /// What the library says of itself: version, options, core type.
  public var description: String { library.configuration ?? library.path }

  /// Row-major `c = op(a) · op(b) + beta · c` with `op(a)` `[rows, inner]`, `op(b)` `[inner, columns]` and `c`
  /// `[rows, columns]`, where `op` turns a matrix that is stored the other way round.
  ///
  /// - Parameters:
  ///   - aStride: The distance of two stored rows of `a` in scalars; `bStride` and `cStride` likewise.
  ///   - transposeA: Whether `a` is stored as `[inner, rows]`.
  ///   - transposeB: Whether `b` is stored as `[columns, inner]`.
  ///   - beta: What `c` is multiplied by before; with 0 it is written without being read.
  @inline(__always)
  package func multiply(
    rows: Int, columns: Int, inner: Int, a: UnsafePointer<Float>, aStride: Int, transposeA: Bool = false,
    b: UnsafePointer<Float>, bStride: Int, transposeB: Bool = false, beta: Float, c: UnsafeMutablePointer<Float>,
    cStride: Int
  ) {
    let rowMajor: Int32 = 101
    let asStored: Int32 = 111
    let transposed: Int32 = 112
    sgemm(
      rowMajor, transposeA ? transposed : asStored, transposeB ? transposed : asStored, Int32(rows), Int32(columns),
      Int32(inner), 1, a, Int32(aStride), b, Int32(bStride), beta, c, Int32(cStride))
  }
}
