import Foundation
import Kernels

/// The checkout that this program was built in, where there is one.
struct Checkout {
  var root: URL

  /// Looks upwards from the program for the folder of the benchmarks.
  static let current: Checkout? = {
    var folder = executable
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let benchmarks = folder.appendingPathComponent("Tools/Benchmarks/Bench")
      if FileManager.default.fileExists(atPath: benchmarks.path) { return Checkout(root: folder) }
    }
    return nil
  }()

  /// This program's file.
  static var executable: URL { URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath() }

  /// Where figures are kept, or nil where the folder was taken away.
  var results: URL? {
    let folder = root.appendingPathComponent("Tools/Benchmarks/results")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }

  /// The short name of the commit, with `+` where the sources differ from it; nil without git.
  var commit: String? {
    guard let name = git("rev-parse", "--short=10", "HEAD"), !name.isEmpty else { return nil }
    let changes = git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!Tools/Benchmarks/results")
    return name + (changes?.isEmpty == false ? "+" : "")
  }

  private func git(_ arguments: String...) -> String? {
    let output = try? Subprocess.output(of: "/usr/bin/env", ["git", "-C", root.path] + arguments)
    return output?.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
