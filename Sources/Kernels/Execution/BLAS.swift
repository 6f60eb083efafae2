import CKernels
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Matrix products by the system's OpenBLAS, one thread a call.
///
/// The library is loaded at run time and not linked: OpenBLAS chooses its kernels while it is being loaded, and version
/// 0.3.21 takes current AMD processors with AVX-512 for older ones, which halves its speed. Where the processor has
/// AVX-512 and the user has not set `OPENBLAS_CORETYPE`, it is set to `SkylakeX` before.
public struct BLAS: Sendable {
  private typealias SGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32,
      Float, UnsafeMutablePointer<Float>?, Int32
    ) -> Void
  private typealias SetThreads = @convention(c) (Int32) -> Void
  private typealias Describe = @convention(c) () -> UnsafePointer<CChar>?

  private let sgemm: SGEMM
  /// What the library says of itself: version, options, core type.
  public let description: String

  private static let loaded = Swift.Result { try BLAS(loading: ["libopenblas.so.0", "libopenblas.so"]) }

  /// The library of this process, loaded at the first use.
  ///
  /// - Throws: ``FileError`` of kind `missingPart` that names the package to install.
  public static func shared() throws -> BLAS { try loaded.get() }

  private init(loading names: [String]) throws {
    let overwriteUserChoice: Int32 = 0
    if InstructionSet.best == .avx512 { setenv("OPENBLAS_CORETYPE", "SkylakeX", overwriteUserChoice) }
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let sgemm = dlsym(library, "cblas_sgemm")
    else {
      throw FileError(
        .missingPart, path: names[0], problem: "the BLAS library cannot be loaded",
        remedy: "install the package libopenblas0-pthread")
    }
    self.sgemm = unsafeBitCast(sgemm, to: SGEMM.self)
    if let setThreads = dlsym(library, "openblas_set_num_threads") {
      unsafeBitCast(setThreads, to: SetThreads.self)(1)
    }
    let describe = dlsym(library, "openblas_get_config").map { unsafeBitCast($0, to: Describe.self) }
    description = describe?().map { String(cString: $0) } ?? names[0]
  }

  /// Row-major `c = a · b + beta · c` with `a` `[rows, inner]`, `b` `[inner, columns]` and `c` `[rows, columns]`.
  ///
  /// - Parameters:
  ///   - aStride: The distance of two rows of `a` in scalars; `bStride` and `cStride` likewise.
  @inline(__always)
  func multiply(
    rows: Int, columns: Int, inner: Int, a: UnsafePointer<Float>, aStride: Int, b: UnsafePointer<Float>,
    bStride: Int, beta: Float, c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    let rowMajor: Int32 = 101
    let noTranspose: Int32 = 111
    sgemm(
      rowMajor, noTranspose, noTranspose, Int32(rows), Int32(columns), Int32(inner), 1, a, Int32(aStride), b,
      Int32(bStride), beta, c, Int32(cStride))
  }
}
