import Foundation

/// The path of a program of this package in the folder of the tests' own binary, which a helper of the toolchain may
/// have loaded.
public func builtProgram(_ name: String) -> String {
  let binaries = CommandLine.arguments.filter { $0.contains(".xctest") } + [Bundle.main.executablePath ?? ""]
  for binary in binaries {
    var folder = URL(fileURLWithPath: binary)
    // The binary may lie in a bundle.
    for _ in 0..<4 {
      folder.deleteLastPathComponent()
      let candidate = folder.appendingPathComponent(name).path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue {
        return candidate
      }
    }
  }
  return "/missing/\(name)"
}
