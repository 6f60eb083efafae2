import ArgumentParser
import Foundation
import Recordings
import Workflows

/// `saccade demo flow`: videos and flow of a scene that the program renders.
struct DemoFlowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flow",
    abstract: "Render a scene as spikes and events, and make videos and flow of both.",
    discussion: """
      The folder holds the recordings (scenes/0000, with the true flow), spikes.mp4, \
      events.mp4, the folders of flow with a video each, and report.html, which shows \
      them. What needs weights that are not carried yet is left out, and said.

      EXAMPLES
        saccade demo flow
        saccade demo flow -o demo --seed 7 --size 256x192
      """)

  @Option(name: [.short, .long], help: ArgumentHelp("The folder.", valueName: "path"), completion: .directory)
  var output = "saccade-demo-flow"

  @Option(help: ArgumentHelp("The sensor.", valueName: "WxH"))
  var size: SizeArgument?

  @Option(help: ArgumentHelp("Spike frames, 20000 a second.", valueName: "n"))
  var frames = 1600

  @Option(help: ArgumentHelp("The seed of the scene.", valueName: "number"))
  var seed: UInt64 = 0

  @Flag(help: "Replace what an earlier demonstration wrote there.")
  var force = false

  @OptionGroup var stamp: StampOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (200...200_000).contains(frames) else {
      throw ValidationError("--frames needs a number from 200 to 200000, not \(frames)")
    }
  }

  func run() throws {
    Console.configure(common)
    let summary = try FlowDemonstration(
      output: output, size: size?.size ?? SensorSize(width: 400, height: 256), frames: frames, seed: seed,
      overwrite: force, stamp: stamp.stampOfRun, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    if let ratio = summary.spikesAeeRatio {
      try Console.say("flow of spikes: error \(Text.number(100 * ratio)) % of the true flow's length")
    }
    for part in summary.leftOut { try Console.say("left out: \(part)") }
    try Console.say("open \(summary.report) in a browser")
  }
}
