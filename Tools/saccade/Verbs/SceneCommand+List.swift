import Files
import Foundation
import Workflows

extension SceneCommand {
  /// Shows what scenes, laws, layouts and cameras there are.
  func showList() throws {
    if let report {
      try writeGallery(report)
    } else if let output {
      try FolderForOutputs.with(output) { try writeGallery("\(output)/scenes.html") }
    }
    if common.json {
      return try JSON.printObject([
        "laws": SceneLawName.listed.map { ["name": $0.name, "text": $0.text] },
        "scenes": DesignedScene.listed.map { ["name": $0.name, "text": $0.text] },
        "layouts": SceneLayout.allCases.map { ["name": $0.rawValue, "text": $0.title] },
        "cameras": SceneSpikingCamera.Name.allCases.map { ["name": $0.rawValue] },
        "event_cameras": SceneEventCameraChoice.Name.allCases.map { ["name": $0.rawValue] },
      ])
    }
    func show(_ title: String, _ lines: [(name: String, text: String)]) {
      print(title)
      for line in lines { print("  \(line.name.padding(toLength: 18, withPad: " ", startingAt: 0))\(line.text)") }
    }
    show("laws", SceneLawName.listed + [("FILE.yml", "a law of your own; --print-config prints one to begin with")])
    show("scenes", DesignedScene.listed + [("FILE.json", "a scene.json, rendered once more")])
    show("layouts", SceneLayout.allCases.map { ($0.rawValue, $0.title) })
    print("cameras        \(SceneSpikingCamera.Name.allCases.map(\.rawValue).joined(separator: ", ")), FILE.yml")
    print("event cameras  \(SceneEventCameraChoice.Name.allCases.map(\.rawValue).joined(separator: ", ")), FILE.yml")
  }

  private func writeGallery(_ report: String) throws {
    try OutputGuard.check([report], force: force, inputs: [], isMachineReadable: common.json)
    let page = PageOutput(path: report, origin: "saccade \(Version.current): saccade scene list")
    let gallery = SceneGallery(
      page: page,
      command: { name, kinds in
        let option = kinds.map { " --kinds \($0.map(\.rawValue).joined(separator: ","))" } ?? ""
        return "saccade scene \(name)\(option) -o \(name)"
      }, seed: seed ?? 0, overwrite: force, threads: common.threadCount)
    _ = try gallery.runOnConsole()
    Console.note("the page is \(report)")
  }
}
