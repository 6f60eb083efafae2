import DatasetSamples
import Datasets
import Foundation
import Recordings
import SpikingNetworks
import TestSupport
import Testing

/// Every output of every verb, made twice: by the program under two paths, in two folders, under two names, on other
/// numbers of threads. What a run leaves must not tell the runs apart.
@Suite struct SameBytesTests {
  /// A command that writes, in which `OUT` stands for where.
  private static func arguments(_ line: String, output: String) -> [String] {
    line.split(separator: " ").map { $0.replacingOccurrences(of: "OUT", with: output) }
  }

  private static let eventFormats = [
    "OUT.raw --to prophesee-evt2", "OUT.raw --to prophesee-evt21", "OUT.raw", "OUT.dat", "OUT.h5 --to prophesee-hdf5",
    "OUT.aedat", "OUT.aedat4", "OUT.es", "OUT.bag", "OUT.mcap", "OUT.h5 --to dsec --time-origin first", "OUT.h5",
    "OUT.txt", "OUT.csv", "OUT.npy", "OUT.npz",
  ]

  /// What is done with one kind of thing.
  struct Group: Sendable, CustomTestStringConvertible {
    var name: String
    var lines: [String]
    var testDescription: String { name }
  }

  static let groups = [
    Group(name: "formats of events", lines: eventFormats.map { "convert in/events.npz \($0)" }),
    Group(
      name: "recordings",
      lines: [
        "convert in/spikes_40x30.dat OUT_40x30.dat", "convert in/spikes_40x30.dat OUT.npy",
        "convert in/spikes_40x30.dat OUT.npz", "doctor in/events.npz --repair OUT.h5",
        "simulate spikes in/gray.npy --fps 500 -o OUT_40x30.dat", "simulate spikes in/gray.npy --fps 500 -o OUT.npz",
      ]),
    Group(
      name: "tensors and pictures",
      lines: [
        "represent in/events.npz -o OUT.npz --kind voxel-grid:5 --window 10ms",
        "represent in/events.npz -o OUT.h5 --kind voxel-grid:5 --window 10ms",
        "represent in/events.npz -o OUT.npy --kind time-surface --window 10ms",
        "represent in/spikes_40x30.dat -o OUT.h5 --kind tfp:5", "reconstruct in/spikes_40x30.dat -o OUT.npy",
        "reconstruct in/spikes_40x30.dat -o OUT.png", "reconstruct in/spikes_40x30.dat -o OUT.mp4",
        "reconstruct in/spikes_40x30.dat -o OUT.html", "reconstruct in/spikes_40x30.dat -o OUT",
        "reconstruct in/events.npz --weights in/firenet.safetensors -o OUT.npy --window 10ms",
        "reconstruct in/events.npz --weights in/firenet.safetensors -o OUT --window 10ms",
        "evaluate reconstruction in/spikes_40x30.dat in/gray.npy --frame 5 --report OUT.html -o OUT.csv",
        "render in/spikes_40x30.dat -o OUT.gif", "render in/events.npz -o OUT.png", "render in/events.npz -o OUT.mp4",
        "render in/events.npz -o OUT.html", "render in/events.npz -o OUT.png --style xyt",
      ]),
    Group(
      name: "flow",
      lines: [
        "flow in/spikes_40x30.dat --weights in/weights.npz -o OUT --render mp4",
        "flow in/events.npz --weights in/ste.safetensors -o OUT --window 10ms --format h5 --render png",
        "flow in/events.npz --weights in/ste.safetensors -o OUT --window 10ms --format kitti",
        "evaluate flow --pred in/p --gt in/gt --protocol plain --report OUT.html -o OUT.csv",
        "evaluate flow --pred in/p --gt in/gt --protocol plain --report=OUT.html --output=OUT.csv",
      ]),
    Group(
      name: "classifiers",
      lines: [
        "evaluate outputs in/run.npz --temperature 1 --threshold 0.5 --report OUT.html -o OUT.csv",
        "evaluate classifier --model in/snn.safetensors --data in/cifar --steps 4 --temperature 1 --confidence 0.5 "
          + "--report OUT.html --save-outputs OUT.npz",
        "convert-model in/ann.safetensors -o OUT.safetensors", "convert-model in/snn.safetensors -o OUT.nir",
        "demo snn -o OUT.html --samples 20 --steps 4", "train classifier in/c.yml --data in/digits -o OUT.safetensors",
      ]),
  ]

  private static let training = """
    network:
      widths: [2, 2]
      hidden: 4
      activation: qcfs
    training:
      epochs: 1
      batch: 20

    """

  /// Everything that is read.
  private func inputs() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.writeSpikes(frames: 46)
    _ = try folder.writeGray(UInt8(90))
    _ = try folder.writeArchivedWeights()
    _ = try folder.writeEventWeights()
    _ = try folder.writeFireNetWeights()
    let events = (0..<4000).map { (index: Int) -> Event in
      let (x, y) = (UInt16(index * 7 % 32), UInt16(index * 5 % 24))
      return Event(timeMicroseconds: Int64(1000 + index * 10), x: x, y: y, isOn: index % 3 != 0)
    }
    _ = try folder.writeEvents(events, width: 32, height: 24)
    let truth = EvaluationSamples.constant(10, 0, width: 12, height: 8)
    try folder.writeFields(truth, numbers: 0..<3, to: "gt")
    try folder.writeFields(EvaluationSamples.striped(10, 0, width: 12, height: 8), numbers: 0..<3, to: "p")
    try OutputSamples().write(in: folder)
    try ClassifierSample.write(.qcfs(levels: 4), in: folder)
    try ClassifierSample.writePictures(in: folder, testing: 10)
    try expectSuccess(["convert-model", "ann.safetensors", "-o", "snn.safetensors"], in: folder)
    let side = DrawnDigits.side
    let digits = DrawnDigits(seed: 1)
    let pixels = (0..<40).flatMap { digits.pixels($0) }
    let labels = (0..<40).map { UInt8(digits.label($0)) }
    for part in ["train", "t10k"] {
      try ClassificationSample.write(
        [
          "digits/\(part)-images-idx3-ubyte": ClassificationSample.idx(shape: [40, side, side], bytes: pixels),
          "digits/\(part)-labels-idx1-ubyte": ClassificationSample.idx(shape: [40], bytes: labels),
        ], to: folder.path)
    }
    _ = try folder.write(Array(Self.training.utf8), to: "c.yml")
    return folder
  }

  /// A folder in which `in` is everything that is read.
  private func workplace(_ inputs: TemporaryFolder, output: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(atPath: folder.file("in"), withDestinationPath: inputs.path)
    try FileManager.default.createDirectory(atPath: folder.file(output), withIntermediateDirectories: true)
    return folder
  }

  /// The files that were made, by their names without those of the output.
  private func files(_ folder: TemporaryFolder, below place: String, stem: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try folder.contents() where name.hasPrefix("\(place)/\(stem)") {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: folder.file(name), isDirectory: &isFolder)
      if !isFolder.boolValue { files[String(name.dropFirst("\(place)/\(stem)".count))] = try folder.bytes(name) }
    }
    return files
  }

  @Test(arguments: groups)
  func `The same input gives the same bytes, however and wherever the program is run`(group: Group) throws {
    let inputs = try inputs()
    for line in group.lines {
      let first = try workplace(inputs, output: "one")
      try expectSuccess(Self.arguments(line, output: "one/x") + ["--threads", "1"], in: first)
      let second = try workplace(inputs, output: "another/place")
      let program = second.file("other-name")
      try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: Program.path)
      let arguments = Self.arguments(line, output: "another/place/result") + ["--threads=3", "--force", "--quiet"]
      let again = try Program.Started(program, arguments, in: second).wait()
      #expect(again.status == 0, "\(again.errors)")
      let expected = try files(first, below: "one", stem: "x")
      let found = try files(second, below: "another/place", stem: "result")
      #expect(!expected.isEmpty && Set(expected.keys) == Set(found.keys), "\(line)")
      for (name, bytes) in expected {
        let other = try #require(found[name])
        // A state says where the run writes, so that it can go on there.
        if name.hasSuffix(".checkpoint.safetensors") {
          #expect(Self.tensors(other) == Self.tensors(bytes), "\(line): \(name)")
        } else {
          #expect(other == bytes, "\(line): \(name)")
        }
      }
    }
  }

  /// What is behind the header of a safetensors file.
  private static func tensors(_ bytes: [UInt8]) -> [UInt8] {
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return Array(bytes.dropFirst(8 + length))
  }

  @Test func `With a stamp an index says the command as typed and the seconds it took`() throws {
    let inputs = try inputs()
    let folder = try workplace(inputs, output: "one")
    let flow = [
      "flow", "in/spikes_40x30.dat", "--weights", "in/weights.npz", "-o", "one/f", "--threads", "1", "--stamp",
    ]
    try expectSuccess(flow, in: folder)
    let index = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.bytes("one/f/index.json"))) as? [String: Any])
    #expect((index["command"] as? [String])?.dropFirst() == flow[...])
    #expect(index["seconds"] is Double)
  }

  @Test func `A page says the command, and with a stamp how it was typed and how long it took`() throws {
    let inputs = try inputs()
    let folder = try workplace(inputs, output: "one")
    let evaluate = ["evaluate", "flow", "--pred", "in/p", "--gt", "in/gt", "--protocol", "plain", "--threads", "2"]
    try expectSuccess(evaluate + ["--report", "one/a.html"], in: folder)
    try expectSuccess(evaluate + ["--report", "one/b.html", "--stamp"], in: folder)
    func footer(_ name: String) throws -> String {
      let page = String(decoding: try folder.bytes(name), as: UTF8.self)
      return try #require(page.components(separatedBy: "<footer>").last)
    }
    let (plain, stamped) = (try footer("one/a.html"), try footer("one/b.html"))
    #expect(plain.contains("saccade evaluate flow --pred in/p --gt in/gt --protocol plain<"))
    #expect(stamped.contains("--threads 2 --report one/b.html --stamp (") && stamped.contains(" s)<"))
  }

  @Test func `Times of the runs of a classifier are on standard output, and on the page with a stamp`() throws {
    let inputs = try inputs()
    let folder = try workplace(inputs, output: "one")
    let evaluate = [
      "evaluate", "classifier", "--model", "in/snn.safetensors", "--data", "in/cifar", "--steps", "3",
      "--temperature", "1", "--confidence", "0.5", "--report",
    ]
    let run = try expectSuccess(evaluate + ["one/a.html"], in: folder)
    #expect(run.output.contains("step by step") && run.output.contains("decisions took"))
    try expectSuccess(evaluate + ["one/b.html", "--stamp"], in: folder)
    let pages = try ["one/a.html", "one/b.html"].map { String(decoding: try folder.bytes($0), as: UTF8.self) }
    #expect(!pages[0].contains("decisions took") && pages[1].contains("decisions took"))
    #expect(pages.allSatisfy { $0.contains("mean 0.4914 0.4822 0.4465") })
  }
}
