import Foundation

/// The folder `shared` beside the package, which holds recordings, published weights and numbers to agree with.
///
/// It is not part of the package: a test that needs it is skipped where it is absent,
/// `@Test(.enabled(if: SharedFolder.isPresent, "needs ../shared"))`.
public enum SharedFolder {
  /// The folder that the environment's `SACCADE_SHARED` names, else the nearest beside or above the sources.
  public static let root: String? = {
    if let named = ProcessInfo.processInfo.environment["SACCADE_SHARED"] { return holdsOracles(named) ? named : nil }
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent("shared").path
      if holdsOracles(candidate) { return candidate }
    }
    return nil
  }()

  /// Whether the folder is there.
  public static var isPresent: Bool { root != nil }

  /// The path of a file in the folder: `path("weights/scflow_dt10.pth.tar")`.
  public static func path(_ relative: String) -> String { "\(root ?? "/missing/shared")/\(relative)" }

  private static func holdsOracles(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/oracles/index.json")
  }
}
