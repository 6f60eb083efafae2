import ArgumentParser
import Simulator
import Workflows

extension SceneLayout: ExpressibleByArgument {}

/// Kinds of things, as `layers,meshes`.
struct SceneKindsArgument: ExpressibleByArgument, CustomStringConvertible, Sendable {
  let kinds: [SceneThingKind]

  init?(argument: String) {
    kinds = argument.split(separator: ",", omittingEmptySubsequences: false).compactMap {
      SceneThingKind(rawValue: String($0))
    }
    let count = argument.count { $0 == "," } + 1
    if kinds.count != count || Set(kinds).count != count { return nil }
  }

  var description: String { kinds.map(\.rawValue).joined(separator: ",") }
  static var allValueStrings: [String] { ["layers", "meshes", "layers,meshes"] }
}

/// Where a video of scenes goes.
struct ScenePreviewArgument: ExpressibleByArgument, CustomStringConvertible, Sendable {
  /// The file; nil for one in the folder of each scene.
  let path: String?

  init(path: String?) { self.path = path }
  init?(argument: String) {
    if argument.isEmpty { return nil }
    path = argument
  }

  var description: String { path ?? "preview.mp4 in the folder of each scene" }
}
