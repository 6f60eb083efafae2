import Files
import Foundation

/// A CBLAS library opened by name at run time; it stays loaded until the process ends.
struct LoadedBLAS {
  typealias SGEMM =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>?, Int32, UnsafePointer<Float>?, Int32,
      Float, UnsafeMutablePointer<Float>?, Int32
    ) -> Void
  private typealias SetThreads = @convention(c) (Int) -> Void
  private typealias Describe = @convention(c) () -> UnsafePointer<CChar>?

  let sgemm: SGEMM
  let library: BLAS.Library

  /// OpenBLAS, BLIS and MKL. Their integers differ in width; one argument passes in the same register all the same.
  private static let threadSetters = [
    "openblas_set_num_threads", "bli_thread_set_num_threads", "MKL_Set_Num_Threads",
  ]
  private static let descriptions = ["openblas_get_config", "bli_info_get_version_str"]

  init() throws {
    let environment = ProcessInfo.processInfo.environment
    let wish = environment[BLAS.libraryVariable].flatMap { $0.isEmpty ? nil : $0 }
    let core = BLAS.coreType(environment: environment, hasAVX512: InstructionSet.best == .avx512)
    let handle = try Self.whileSet([BLAS.openBLASCoreTypeVariable: core.name, "OPENBLAS_NUM_THREADS": "1"]) {
      try Self.open(wish)
    }
    guard let symbol = dlsym(handle, "cblas_sgemm") else {
      throw FileError(
        .missingPart, path: wish ?? "libopenblas.so.0", problem: "the library has no cblas_sgemm",
        remedy: wish.map { _ in "name one with CBLAS in \(BLAS.libraryVariable), or unset it for OpenBLAS" }
          ?? "install the package libopenblas0-pthread")
    }
    sgemm = unsafeBitCast(symbol, to: SGEMM.self)

    let setters = Self.threadSetters.compactMap { dlsym(handle, $0) }
    for setter in setters { unsafeBitCast(setter, to: SetThreads.self)(1) }

    let coreType = Self.text(of: "openblas_get_corename", in: handle)
    let isAsAsked = core.name != nil && coreType?.lowercased() == core.name?.lowercased()
    library = BLAS.Library(
      path: Self.path(of: symbol) ?? wish ?? "libopenblas.so.0",
      chosenBy: wish == nil ? .saccade : .environment(BLAS.libraryVariable),
      configuration: Self.descriptions.lazy.compactMap { Self.text(of: $0, in: handle) }.first,
      coreType: coreType, coreTypeChosenBy: isAsAsked ? core.chosenBy : .library,
      threads: setters.isEmpty ? nil : 1)
  }

  private static func open(_ wish: String?) throws -> UnsafeMutableRawPointer {
    for name in wish.map({ [$0] }) ?? ["libopenblas.so.0", "libopenblas.so"] {
      if let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return handle }
    }
    guard let wish else {
      throw FileError(
        .missingPart, path: "libopenblas.so.0", problem: "the BLAS library cannot be loaded",
        remedy: "install the package libopenblas0-pthread")
    }
    let message = dlerror().map { String(cString: $0) } ?? "no reason is given"
    let reason = message.hasPrefix(wish + ": ") ? String(message.dropFirst(wish.count + 2)) : message
    throw FileError(
      .missingPart, path: wish,
      problem: "the BLAS library that \(BLAS.libraryVariable) names cannot be loaded: \(reason)",
      remedy: "unset \(BLAS.libraryVariable) for OpenBLAS")
  }

  /// Sets variables that OpenBLAS reads while it is loaded, and leaves the environment as it was.
  private static func whileSet<Result>(_ values: [String: String?], _ body: () throws -> Result) rethrows -> Result {
    let before = values.map { (name: $0.key, value: getenv($0.key).map { String(cString: $0) }) }
    for case (let name, let value?) in values { setenv(name, value, 1) }
    defer {
      for (name, value) in before {
        if let value { setenv(name, value, 1) } else { unsetenv(name) }
      }
    }
    return try body()
  }

  private static func text(of function: String, in handle: UnsafeMutableRawPointer) -> String? {
    guard let symbol = dlsym(handle, function), let text = unsafeBitCast(symbol, to: Describe.self)() else {
      return nil
    }
    return String(cString: text).trimmingCharacters(in: .whitespaces)
  }

  /// The file that holds a symbol, links resolved.
  ///
  /// Swift's view of the C library lacks `dladdr`, so it is looked up by name; it fills four pointers, the first of
  /// which is the file's name.
  private static func path(of symbol: UnsafeMutableRawPointer) -> String? {
    typealias FindSymbol =
      @convention(c) (UnsafeRawPointer, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Int32
    guard let find = dlopen(nil, RTLD_NOW).flatMap({ dlsym($0, "dladdr") }) else { return nil }
    var place = [UnsafePointer<CChar>?](repeating: nil, count: 4)
    guard unsafeBitCast(find, to: FindSymbol.self)(symbol, &place) != 0, let name = place[0] else { return nil }
    guard let resolved = realpath(name, nil) else { return String(cString: name) }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
