extension BLAS {
  /// The library that multiplies, and who chose it.
  ///
  /// - `SACCADE_BLAS` names another library with CBLAS of 32-bit integers: a path, or a name that the system's loader
  ///   finds. Without it OpenBLAS is loaded from its usual place.
  /// - `SACCADE_BLAS_CORETYPE` names the core type for which OpenBLAS shall choose its kernels, `Zen` for instance.
  /// - Without it, a processor with AVX-512 gets `SkylakeX`: OpenBLAS 0.3.21 takes current AMD processors for older
  ///   ones, which costs up to half of its speed. `OPENBLAS_CORETYPE` holds where it names a core type with AVX-512
  ///   itself; another one does not, because containers set it for all machines alike and nobody's wish is to lose half
  ///   the speed.
  /// - A processor without AVX-512 gets what `OPENBLAS_CORETYPE` says, else what OpenBLAS chooses.
  public struct Library: Sendable, Equatable {
    /// The file that was loaded.
    public var path: String
    /// Who named the library.
    public var chosenBy: Choice
    /// Version and options as the library tells them, or nil where it does not.
    public var configuration: String?
    /// The core type whose kernels are in use, or nil where the library does not tell.
    public var coreType: String?
    /// Who named the core type.
    public var coreTypeChosenBy: Choice
    /// The library's own threads: 1, or nil where it has no way to set them.
    public var threads: Int?
  }

  /// Who made a choice.
  public enum Choice: Sendable, Equatable, CustomStringConvertible {
    /// Saccade's own default.
    case saccade
    /// A variable of the environment.
    case environment(String)
    /// The library, left to itself.
    case library

    /// `Saccade`, the variable's name, or `the library`.
    public var description: String {
      switch self {
      case .saccade: "Saccade"
      case .environment(let name): name
      case .library: "the library"
      }
    }
  }

  /// The variable that names another library.
  public static let libraryVariable = "SACCADE_BLAS"
  /// The variable that names the core type.
  public static let coreTypeVariable = "SACCADE_BLAS_CORETYPE"
  static let openBLASCoreTypeVariable = "OPENBLAS_CORETYPE"

  /// The core types of OpenBLAS that have kernels for AVX-512.
  private static let wideCoreTypes = ["skylakex", "cooperlake", "sapphirerapids"]

  /// The core type to ask OpenBLAS for, or nil to leave the choice to it, and whose choice that is.
  package static func coreType(
    environment: [String: String], hasAVX512: Bool
  ) -> (name: String?, chosenBy: Choice) {
    if let name = environment[coreTypeVariable], !name.isEmpty { return (name, .environment(coreTypeVariable)) }
    if let name = environment[openBLASCoreTypeVariable], !name.isEmpty,
      !hasAVX512 || wideCoreTypes.contains(name.lowercased())
    {
      return (name, .environment(openBLASCoreTypeVariable))
    }
    return hasAVX512 ? ("SkylakeX", .saccade) : (nil, .library)
  }
}
