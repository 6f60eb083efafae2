import ArgumentParser
import Datasets
import Files
import Foundation
import Kernels
import Recordings
import Runtime
import Workflows

/// `saccade scene`: recordings of scenes that are rendered, with their true flow.
struct SceneCommand: ParsableCommand {
  enum Camera: String, ExpressibleByArgument, CaseIterable { case ideal, scsim, spikingsim }

  static let configuration = CommandConfiguration(
    commandName: "scene",
    abstract: "Render random scenes: spikes, events and exact flow.",
    discussion: """
      LAW is spift, esim-2d, density:LOW..HIGH or a YAML file; `saccade scene list` says \
      what they are, and --print-config prints the file of one, to be changed.

      Scene i is that of the seed --seed + i. Its folder holds test.dat (spikes, top row \
      first), dt=N/motion_vector/0000.flo (flow from the middle of readout 0 to that of \
      readout N) and so on, scene.json (all it takes to render it again), and with \
      --events events.raw. Folders that are there are checked and kept.

      EXAMPLES
        saccade scene spift -o scenes --count 20 --size 400x256
        saccade scene esim-2d -o sprites --events --objects 5 --frames 1200
        saccade scene spift --print-config > mine.yml
        saccade scene mine.yml -o mine --shard 0/4 --count 100
      """)

  @Argument(help: ArgumentHelp("A law, or `list`.", valueName: "law"), completion: .file())
  var law: String

  @Option(
    name: [.short, .long], help: ArgumentHelp("The folder for the scenes.", valueName: "path"), completion: .directory)
  var output: String?

  @Flag(help: "Render scenes anew that are there.")
  var force = false

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of scene 0.", valueName: "number"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("The sensor (default: the law's).", valueName: "WxH"))
  var size: SizeArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Spike frames of a scene (default: the law's).", valueName: "n"))
  var frames: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Spike frames a second (default: the law's).", valueName: "hz"))
  var rate: RateArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("How many scenes.", valueName: "n"))
  var count = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Things before the background (default: drawn by the law).", valueName: "n"))
  var objects: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("The frames that flow goes over.", valueName: "n,n"))
  var dt = "10,20"

  @Option(help: "The spiking camera: without noise, or as SCSim or SpikingSIM say a sensor is.")
  var camera = Camera.ideal

  @Flag(help: "Write events too, of an ideal event camera.")
  var events = false

  @Flag(help: "Write pictures too, linear gray, where the fields of the shortest --dt start.")
  var pictures = false

  @Option(parsing: .unconditional, help: ArgumentHelp("Part i of n of the scenes, from 0 on.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "Print the law's file and do nothing.")
  var printConfig = false

  @OptionGroup var common: CommonOptions

  private var intervals: [Int]? {
    let numbers = dt.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return numbers.allSatisfy { $0 > 0 } && Set(numbers).count == numbers.count ? numbers.sorted() : nil
  }

  private var part: (part: Int, of: Int)? {
    guard let shard else { return (0, 1) }
    let numbers = shard.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else { return nil }
    return (numbers[0], numbers[1])
  }

  func validate() throws {
    if intervals == nil { throw ValidationError("--dt needs different numbers above 0, as 10,20, not \(dt)") }
    if part == nil { throw ValidationError("--shard needs i/n with i from 0 to n-1, not \(shard ?? "")") }
    if count < 1 || count > 1_000_000 {
      throw ValidationError("--count needs a number from 1 to 1000000, not \(count)")
    }
    if let frames, frames < 1 || frames > 100_000_000 {
      throw ValidationError("--frames needs a number from 1 to 100000000, not \(frames)")
    }
    if let objects, objects < 0 || objects > 9999 {
      throw ValidationError("--objects needs a number from 0 to 9999, not \(objects)")
    }
    if output == nil && law != "list" && !printConfig { throw ValidationError("--output says where scenes go") }
  }

  func run() throws {
    Console.configure(common)
    if law == "list" { return try list() }
    let name = SceneLawName(law)
    if law.hasPrefix("density:") && name == nil {
      throw Failure.Usage("density:LOW..HIGH needs shares in 0 to 1, the lower first, not \(law)")
    }
    if name == nil && !FileManager.default.fileExists(atPath: law) {
      let names = SceneLawName.listed.map(\.name).joined(separator: ", ")
      throw FileError(.notFound, path: law, problem: "there is no such law or file", remedy: "laws are \(names)")
    }
    if printConfig {
      guard let name else { throw Failure.Usage("--print-config prints laws of the program; \(law) is a file") }
      print(name.text, terminator: "")
      return
    }
    var file = try name?.file() ?? SceneLawFile(path: law)
    file.size = size?.size ?? file.size
    file.rate = rate?.value ?? file.rate
    file.frames = frames ?? file.frames
    guard let output, let intervals, let part else { return }
    let summary = try SceneRecording(
      lawName: law, law: file, output: output, seed: seed, count: count, objects: objects, intervals: intervals,
      camera: model, eventFormat: events ? .propheseeEVT3 : nil, hasPictures: pictures, shard: part,
      stamp: RunStamp(version: Version.current),
      overwrite: force, threads: common.threadCount
    ).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let kept = summary.kept > 0 ? ", \(summary.kept) of them were there" : ""
    Console.note("\(Text.count(summary.scenes.count, "scene")) of \(law) in \(output)\(kept)")
  }

  private var model: SpikeSimulation.Model {
    switch camera {
    case .ideal: .ideal()
    case .scsim: .scsim
    case .spikingsim: .spikingsim
    }
  }

  private func list() throws {
    if common.json {
      return try JSON.printObject(["laws": SceneLawName.listed.map { ["name": $0.name, "text": $0.text] }])
    }
    for law in SceneLawName.listed {
      print("\(law.name.padding(toLength: 20, withPad: " ", startingAt: 0))\(law.text)")
    }
  }
}
