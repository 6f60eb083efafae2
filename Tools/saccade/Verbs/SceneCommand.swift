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
  static let configuration = CommandConfiguration(
    commandName: "scene",
    abstract: "Render random scenes: spikes, events and exact flow.",
    discussion: """
      LAW is spift, esim-2d, density:LOW..HIGH or a YAML file; or one of ten scenes of \
      things in space, as dice or fan; or a scene.json to render once more, whose things \
      may be OBJ files of your own. `saccade scene list` says what they are, and \
      --print-config prints the file of a law, to be changed: sizes, speeds, shapes, \
      patterns, pictures of your own.

      Scene i is that of the seed --seed + i, in the folder 0000, 0001, …. With it comes \
      scene.json: all it takes to render it again, and the digest of every file. Folders \
      that are there are checked and kept, so that a run that was cut off goes on.

      LAYOUTS
        spift  test.dat (spikes, top row first), dt=N/motion_vector/0000.flo (flow from
               the middle of readout 0 to that of readout N), …, events.raw
        dsec   events/left/events.h5, flow/forward/000000.png, …: one --dt (100 ms)
        mvsec  NAME_data.hdf5, NAME_gt.hdf5: one --dt (32 ms)
        npz    scene.npz with the arrays spikes, t, x, y, p, flow_dtN, …
      dsec and mvsec are of event cameras: they have events always, and no spikes.

      --truth adds flow backward, what becomes of each point (0 it is seen, 1 a thing is \
      before it, 2 it is outside; in pictures 0, 255, 128), the thing at each pixel, a \
      larger number before a smaller (in pictures one more; 0 is nothing), of things in \
      space depth and normals (they hide each other by depth: depth_order in scene.json), \
      and with events the thing that each of them saw, as event_objects.

      EXAMPLES
        saccade scene spift -o scenes --count 20 --size 400x256
        saccade scene esim-2d -o sprites --events --objects 5 --frames 1200
        saccade scene esim-2d -o dsec --layout dsec --size 640x480 --truth
        saccade scene esim-2d -o noisy --event-camera noisy --event-format aedat4
        saccade scene spift -o seen --size 200x128 --preview
        saccade scene dice -o dice --size 400x250 --preview
        saccade scene spift -o space --kinds layers,meshes --size 400x256
        saccade scene spift --print-config > mine.yml
        saccade scene mine.yml -o mine --shard 0/4 --count 100
        saccade scene scenes/0000/scene.json -o again --camera scsim
        saccade scene list --report scenes.html
      """)

  static let list = "list"

  @Argument(help: ArgumentHelp("A law, a scene.json, or `list`.", valueName: "law"), completion: .file())
  var law: String

  @Option(
    name: [.short, .long], help: ArgumentHelp("The folder for the scenes.", valueName: "path"), completion: .directory)
  var output: String?

  @Flag(help: "Render scenes anew that are there.")
  var force = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of scene 0 (default: 0; a scene.json's own).", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("The sensor (default: the camera file's, else the law's).", valueName: "WxH"))
  var size: SizeArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Spike frames of a scene (default: the law's).", valueName: "n"))
  var frames: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Spike frames a second (default: the camera file's, else the law's).", valueName: "hz"))
  var rate: RateArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("How many scenes.", valueName: "n"))
  var count = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Things before the background (default: drawn by the law).", valueName: "n"))
  var objects: Int?

  @Option(
    help: ArgumentHelp(
      """
      What things are before the background: layers, flat ones; meshes, balls, boxes, rings, sheets, blades and vases in \
      space; or both (default: the law's, which is layers).
      """, valueName: "kind,kind"))
  var kinds: SceneKindsArgument?

  @Option(help: ArgumentHelp("How folders are laid out; see above.", valueName: "layout"))
  var layout = SceneLayout.spift

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The spike frames that flow goes over (default: 10,20; of dsec 100 ms, of mvsec 32 ms).", valueName: "n,n"))
  var dt: String?

  @Option(
    help: ArgumentHelp(
      """
      The spiking camera: ideal, without noise; scsim or spikingsim; or a file, as saccade calibrate spikes writes it \
      (default: ideal).
      """, valueName: "camera"), completion: .file())
  var camera: String?

  @Flag(help: "Write events too.")
  var events = false

  @Option(
    help: ArgumentHelp(
      "The format of the events, in the layout spift; writes events (default: prophesee-evt3).", valueName: "format"))
  var eventFormat: EventOutputFormatArgument?

  @Option(
    help: ArgumentHelp(
      """
      The event camera: ideal; v2e, clean or noisy as v2e says; dvs346 or dvs240 as DVS-Voltmeter says; or a file, as \
      saccade calibrate events writes it; writes events (default: ideal).
      """, valueName: "camera"), completion: .file())
  var eventCamera: String?

  @Flag(help: "Write more of the truth than flow; see above.")
  var truth = false

  @Flag(help: "Write pictures too, linear gray, where the fields of the shortest --dt start and end.")
  var pictures = false

  @Option(
    defaultAsFlag: ScenePreviewArgument(path: nil), parsing: .next,
    help: ArgumentHelp(
      "A video of picture, spikes, events and flow, side by side; a file is that of one scene.", valueName: "file.mp4"),
    completion: .file())
  var preview: ScenePreviewArgument?

  @Option(parsing: .unconditional, help: ArgumentHelp("Part i of n of the scenes, from 0 on.", valueName: "i/n"))
  var shard: String?

  @Option(
    help: ArgumentHelp(
      "With list: write a page with a moving picture of each (-o DIR: as scenes.html there).", valueName: "html"),
    completion: .file())
  var report: String?

  @Flag(help: "Print the law's file and do nothing.")
  var printConfig = false

  @OptionGroup var common: CommonOptions

  private var part: (part: Int, of: Int)? {
    guard let shard else { return (0, 1) }
    let numbers = shard.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    guard numbers.count == 2, numbers[0] >= 0, numbers[0] < numbers[1] else { return nil }
    return (numbers[0], numbers[1])
  }

  /// The numbers of `--dt`; nil where they are none.
  private var statedIntervals: [Int]? {
    guard let dt else { return [] }
    let numbers = dt.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    return numbers.allSatisfy { $0 > 0 } && Set(numbers).count == numbers.count ? numbers.sorted() : nil
  }

  func validate() throws {
    guard let statedIntervals else {
      throw ValidationError("--dt needs different numbers above 0, as 10,20, not \(dt ?? "")")
    }
    if layout.hasOneInterval && statedIntervals.count > 1 {
      throw ValidationError("--layout \(layout.rawValue) has room for one --dt, not \(dt ?? "")")
    }
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
    if output == nil && law != Self.list && !printConfig { throw ValidationError("--output says where scenes go") }
    if camera != nil && !layout.hasSpikes {
      throw ValidationError("--layout \(layout.rawValue) has no spikes: --camera is for others, --event-camera for it")
    }
    if let own = layout.eventFormat, let eventFormat, eventFormat.format != own {
      throw ValidationError("--layout \(layout.rawValue) has events of its own: --event-format is for spift")
    }
    if let path = preview?.path, count > 1 {
      throw ValidationError("--preview \(path) is of one scene; --preview alone makes a video of each")
    }
    if report != nil && law != Self.list { throw ValidationError("--report is for list, not \(law)") }
    try validateDescription()
  }

  private func validateDescription() throws {
    if DesignedScene(named: law) != nil {
      let others = [("--objects", objects != nil), ("--kinds", kinds != nil), ("--print-config", printConfig)]
      if let name = others.first(where: \.1)?.0 { throw ValidationError("\(law) is a scene: \(name) is for laws") }
    }
    guard SceneFile.isNamed(law) else { return }
    let others = [
      ("--count", count > 1), ("--objects", objects != nil), ("--kinds", kinds != nil), ("--shard", shard != nil),
      ("--print-config", printConfig),
    ]
    if let name = others.first(where: \.1)?.0 { throw ValidationError("\(law) is one scene: \(name) is for laws") }
  }

  func run() throws {
    Console.configure(common)
    if law == Self.list { return try showList() }
    if printConfig {
      guard let name = SceneLawName(law) else {
        throw Failure.Usage("--print-config prints laws of the program; \(law) is a file")
      }
      print(kinds.map { name.text(kinds: $0.kinds) } ?? name.text, terminator: "")
      return
    }
    if law.hasPrefix("density:") && SceneLawName(law) == nil {
      throw Failure.Usage("density:LOW..HIGH needs shares in 0 to 1, the lower first, not \(law)")
    }
    guard let output, let part else { return }
    try OutputGuard.check(
      [preview?.path], force: force, inputs: [law, camera, eventCamera].filter { Paths.exists($0 ?? "") },
      isMachineReadable: common.json)
    let summary = try recording(output, part).runOnConsole()
    if common.json { return try JSON.printObject(summary) }
    let kept = summary.kept > 0 ? ", \(summary.kept) of them were there" : ""
    Console.note("\(Text.count(summary.scenes.count, "scene")) of \(law) in \(output)\(kept)")
  }

  private func recording(_ output: String, _ part: (part: Int, of: Int)) throws -> SceneRecording {
    var origin = try self.origin
    let spiking = try camera.map { try SceneSpikingCamera(named: $0) } ?? SceneSpikingCamera()
    let changing = try eventCamera.map { try SceneEventCameraChoice(named: $0) } ?? SceneEventCameraChoice()
    try fit(&origin, to: spiking, changing)
    if let kinds { origin.set(kinds: kinds.kinds) }
    let usual = layout.usualIntervals(rate: origin.rate)
    let intervals = statedIntervals.flatMap { $0.isEmpty ? nil : $0 } ?? usual
    // Of what nobody asked for, that is left out which does not fit.
    let fitting = intervals.filter { layout.fieldCount(frames: origin.frames, interval: $0) > 0 }
    if fitting.isEmpty || (dt != nil && fitting != intervals) {
      let long = intervals.first { !fitting.contains($0) } ?? intervals[0]
      throw Failure.Usage("no flow over \(long) frames fits into \(origin.frames): give another --dt or more --frames")
    }
    return SceneRecording(
      origin: origin, output: output, seed: seed ?? origin.seed, count: count, objects: objects, layout: layout,
      intervals: fitting, hasTruth: truth, camera: spiking,
      writesEvents: events || eventFormat != nil || eventCamera != nil, eventCamera: changing,
      eventFormat: eventFormat?.format ?? .propheseeEVT3, textStyle: eventFormat?.textStyle, hasPictures: pictures,
      preview: preview.map { $0.path.map { .file($0) } ?? .beside }, shard: part,
      stamp: RunStamp(version: Version.current), overwrite: force, threads: common.threadCount)
  }

  private var origin: SceneOrigin {
    get throws {
      if let design = DesignedScene(named: law) { return .design(design) }
      return try SceneFile.isNamed(law)
        ? .description(SceneFile(path: law)) : .law(SceneLawFile(named: law), name: law)
    }
  }

  /// Lets scenes have the sensor and the rate that are asked for, else those of the camera files.
  private func fit(
    _ origin: inout SceneOrigin, to spiking: SceneSpikingCamera, _ changing: SceneEventCameraChoice
  ) throws {
    let own = [(spiking.name, spiking.size), (changing.name, changing.size)]
    for (name, sensor) in own {
      guard let sensor, let wanted = size?.size ?? spiking.size, wanted != sensor else { continue }
      throw Failure.Usage("\(name) is a camera of \(sensor), a recording of \(wanted) is asked for")
    }
    if let wanted = size?.size ?? spiking.size ?? changing.size { try origin.set(size: wanted) }
    origin.rate = rate?.value ?? spiking.rate ?? origin.rate
    origin.frames = frames ?? origin.frames
  }
}
