import Foundation
import Recordings
import Tensors
import TestSupport
import Testing

/// A small whole file, and the lines of the program that read it.
struct MutationSubject {
  /// Its name, with the ending by which it is told, and the size where that stands in the name.
  let name: String
  let bytes: [UInt8]
  /// `@` is the file; beside it lie `spikes_16x16.dat`, `events.npz`, `weights.npz`, `firenet.safetensors`, `flow.npy`.
  let lines: [String]

  /// The files that lie beside each subject, in a folder.
  static func writeOthers(to folder: TemporaryFolder) throws -> Set<String> {
    let events = (0..<600).map { (index: Int) -> Event in
      Event(
        timeMicroseconds: Int64(index * 50), x: UInt16(index * 7 % 32), y: UInt16(index * 5 % 24), isOn: index % 3 == 0)
    }
    return [
      try folder.writeSpikes(width: 16, height: 16, frames: 60), try folder.writeEvents(events, width: 32, height: 24),
      try folder.writeArchivedWeights(), try folder.writeFireNetWeights(),
      try folder.writeFlow(u: 1, v: 2, width: 9, height: 6),
    ]
  }

  /// Every kind of file that the program reads.
  static func all() throws -> [MutationSubject] {
    try corpus() + spikes() + checkpoints() + texts()
  }

  // A damaged time may make a recording years long: what makes a picture a window looks at its start.
  static let ofEvents = [
    "info @", "doctor @", "convert @ out.npz", "convert @ out.csv", "convert @ out.h5", "doctor @ --repair out.npz",
    "represent @ -o out.npz --kind voxel-grid:5 --window 10ms --start 0ms --end 1s", "render @ -o out.png",
    "render @ -o out.mp4 --start 0ms --end 100ms",
    "flow @ -o out --model contrast --window 10ms --start 0ms --end 1s",
    "reconstruct @ -o out.npy --start 0ms --end 1s",
    "evaluate flow --model contrast --events @ --protocol fwl --output out.csv",
  ]
  private static let ofFlow = [
    "info @", "convert @ out.flo", "convert @ out.png --to kitti", "render @ -o out.png",
    "evaluate flow --pred @ --gt flow.npy --protocol plain", "render @ -o out.png --over spikes_16x16.dat",
  ]
  private static let ofSpikes = [
    "info @", "doctor @", "convert @ out.npz", "convert @ out_24x16.dat", "reconstruct @ -o out.npy",
    "render @ -o out.mp4",
    "represent @ -o out.npz --kind window:25 --window 1ms", "flow @ --weights weights.npz --dt 1 -o out",
    "doctor @ --repair out.npz",
  ]
  private static let ofCheckpoints = [
    "info @", "flow spikes_16x16.dat --weights @ --dt 1 -o out", "convert-model @ -o out.safetensors",
    "reconstruct events.npz --weights @ -o out.npy", "flow events.npz --weights @ --window 10ms -o out",
  ]
  private static let ofGroundTruth = ["info @", "evaluate flow --pred flow.npy --gt @ --protocol plain"]
  /// Those of the corpus that are no recording of events.
  private static let others: [String: [String]] = [
    "cifar": ["info @"], "idx": ["info @"], "idx-gz": ["info @"], "gesture-labels": ["info @"],
    "nir": ["info @", "convert-model @ -o out.safetensors"],
    "times": ["represent events.npz -o out.npz --kind count --times @"],
    "mvsec-flow": ofGroundTruth, "mvsec-archive": ofGroundTruth, "dsec-map": ofGroundTruth,
  ]

  /// What the fuzzers start from.
  private static func corpus() throws -> [MutationSubject] {
    let corpus = "\(Samples.datasetFolder)/Corpus"
    let targets = try FileManager.default.contentsOfDirectory(atPath: corpus).sorted().map { ($0, "\(corpus)/\($0)") }
    // Containers of every layout that readers know, spikes in HDF5 among them.
    return try (targets + [("fixtures", "\(Samples.datasetFolder)/Fixtures")]).flatMap { target, folder in
      let lines =
        others[target] ?? (target.hasPrefix("flow-") ? ofFlow : ofEvents + (target == "fixtures" ? ofSpikes : []))
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
        MutationSubject(name: $0, bytes: try fileBytes("\(folder)/\($0)"), lines: lines)
      }
    }
  }

  private static func spikes() throws -> [MutationSubject] {
    let folder = try TemporaryFolder()
    let dat = try folder.writeSpikes(width: 24, height: 16, frames: 40)
    return try [dat, "spikes.npz", "spikes.npy"].map { name in
      if name != dat { try expectSuccess(["convert", dat, name], in: folder) }
      return MutationSubject(name: name, bytes: try folder.bytes(name), lines: ofSpikes)
    }
  }

  private static func checkpoints() throws -> [MutationSubject] {
    let folder = try TemporaryFolder()
    let tensors = [
      (name: "head.conv2d.weight", tensor: AnyTensor(Tensor<Float>(repeating: 0.5, shape: [2, 1, 3, 3]))),
      (name: "head.conv2d.bias", tensor: AnyTensor(Tensor<Float>(repeating: 0, shape: [2]))),
    ]
    try SafetensorsFile.write(
      tensors, metadata: ["model": "firenet"], to: folder.file("tiny.safetensors"), overwrite: true)
    let archive = try NumpyArchiveWriter(path: folder.file("tiny.npz"), overwrite: true)
    for tensor in tensors { try archive.add(tensor.tensor, named: tensor.name) }
    try archive.commit()
    let small = [
      "firenet.safetensors": try folder.writeFireNetWeights(), "ste.safetensors": try folder.writeEventWeights(),
    ]
    return try (["tiny.safetensors", "tiny.npz"] + small.values.sorted()).map {
      MutationSubject(name: $0, bytes: try folder.bytes($0), lines: ofCheckpoints)
    }
  }

  /// Files that people write.
  private static func texts() throws -> [MutationSubject] {
    let folder = try TemporaryFolder()
    func printed(_ arguments: [String]) throws -> [UInt8] {
      Array(try expectSuccess(arguments, in: folder).output.utf8)
    }
    try expectSuccess(["scene", "esim-2d", "-o", "scenes", "--frames", "24", "--size", "32x24"], in: folder)
    return [
      MutationSubject(
        name: "law.yml", bytes: try printed(["scene", "esim-2d", "--print-config"]),
        lines: ["scene @ -o out --frames 24 --size 32x24"]),
      MutationSubject(
        name: "scene.json", bytes: try folder.bytes("scenes/0000/scene.json"), lines: ["scene @ -o out"]),
    ]
  }
}
