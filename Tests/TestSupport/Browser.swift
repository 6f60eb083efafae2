import Foundation

/// A browser without a window, for tests that look at pages.
///
/// A test that needs it is skipped where there is none on the PATH, `@Test(.enabled(if: Browser.isPresent, "needs
/// chromium"))`; `apt-get install chromium` brings it.
public enum Browser {
  private static let names = ["chromium", "chromium-browser", "google-chrome", "chrome"]
  private static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = names.flatMap { name in folders.map { "\($0)/\(name)" } }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Whether there is one.
  public static var isPresent: Bool { path != nil }

  /// The document that a page has become once its scripts have run.
  ///
  /// - Parameters:
  ///   - page: The page's markup.
  ///   - fragment: What stands behind the `#` of its address.
  ///   - script: What a person would do: run at the page's end.
  public static func document(of page: String, fragment: String = "", doing script: String = "") throws -> String {
    let folder = try TemporaryFolder()
    let acting = page.replacing("</body>", with: "<script>\(script)</script></body>")
    let file = try folder.write(Array(acting.utf8), to: "page.html")
    return try run(["--dump-dom", "file://\(file)" + (fragment.isEmpty ? "" : "#\(fragment)")], in: folder)
  }

  /// The PNG of a page as wide and high as said.
  public static func picture(of page: String, width: Int, height: Int, isDark: Bool) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(page.utf8), to: "page.html")
    _ = try run(
      [
        "--hide-scrollbars", "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)",
        "--window-size=\(width),\(height)", "--screenshot=\(folder.file("page.png"))", "file://\(file)",
      ], in: folder)
    return try fileBytes(folder.file("page.png"))
  }

  private static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "/missing/chromium")
    // Nothing may be fetched: every name resolves to nowhere.
    process.arguments =
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--user-data-dir=\(folder.file("profile"))",
      ] + arguments
    let output = try folder.write([], to: "output")
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return String(decoding: try fileBytes(output), as: UTF8.self)
  }
}
