import Datasets
import Files
import OpticalFlow

/// Finds the sequences of a data set.
struct EvaluationScenes {
  /// The data set's folder, or a file of it.
  var data: String
  var flowProtocol: FlowProtocol
  /// The sequences that the user wants; empty for all.
  var wanted: [String]
  /// dt in frames of spikes.
  var interval: Int
  /// MVSEC's pictures that start a window, where the user says them.
  var frames: [Range<Int>]?
  /// The format of the truth's files, for two folders of flow.
  var format: FlowFormat?
  var usesEvents: Bool
  /// The most threads that decode the recordings.
  var threads: Int
  var log: JobLog

  /// A sequence that is opened when it is its turn: one is in memory at a time.
  typealias Found = (name: String, open: () throws -> any EvaluationScene)

  /// The names of the sequences, and how each is opened.
  func find() throws -> [Found] {
    let found: [Found]
    switch flowProtocol.selection {
    case .mvsec(let interval): found = try mvsec(interval: interval)
    case .spikes: found = try spikes()
    case .all: found = flowProtocol.name == FlowProtocol.dsec.name ? try dsec() : try plain()
    }
    if wanted.isEmpty { return found }
    let known = found.map(\.name).joined(separator: ", ")
    return try wanted.map { name in
      guard let scene = found.first(where: { $0.name.lowercased() == name.lowercased() }) else {
        throw FileError(
          .notFound, path: data, problem: "it holds no sequence \(name)", remedy: "it holds \(known)")
      }
      return scene
    }
  }

  private func missing(_ what: String, _ remedy: Message) -> FileError {
    Paths.exists(data)
      ? FileError(.badContent, path: data, problem: "it holds no \(what)", remedy: remedy)
      : FileError(.notFound, path: data, problem: "there is no such folder")
  }

  private func mvsec(interval: Int) throws -> [Found] {
    let files: [(name: String, path: String)]
    if Paths.exists(data), !Paths.isFolder(data) {
      files = [(mvsecName(of: data), data)]
    } else {
      guard let dataset = try EventDataset(folder: data), dataset.layout == .mvsec else {
        throw missing("sequences of MVSEC", "they are NAME_data.hdf5 with NAME_gt.hdf5 beside")
      }
      files = try dataset.splits.flatMap(\.groups).flatMap { group in
        try group.recordings().map { (group.name, $0.path) }
      }
    }
    let (frames, usesEvents, threads, log) = (frames, usesEvents, threads, log)
    return files.map { file in
      (
        file.name,
        {
          try MVSECScene(
            name: file.name, data: file.path, interval: interval, frames: frames, usesEvents: usesEvents,
            threads: threads, log: log)
        }
      )
    }
  }

  private func mvsecName(of path: String) -> String {
    let stem = Paths.stem(of: path)
    return stem.hasSuffix("_data") ? String(stem.dropLast("_data".count)) : stem
  }

  private func dsec() throws -> [Found] {
    let sequences = try DSECSequence.find(in: data)
    if sequences.isEmpty {
      throw missing("sequences of DSEC", "they are SEQUENCE/flow/forward with SEQUENCE/flow/forward_timestamps.txt")
    }
    let (usesEvents, threads, log) = (usesEvents, threads, log)
    var found: [Found] = []
    for sequence in sequences {
      guard let flow = try sequence.flow() else { continue }
      found.append(
        (sequence.name, { DSECScene(sequence, flow: flow, usesEvents: usesEvents, threads: threads, log: log) }))
    }
    if found.isEmpty {
      throw JobError(
        .badContent, path: data, problem: "none of its \(sequences.count) sequences has flow, flow/forward",
        remedy: "the truth of test sequences is not public; \(Setting.submission) writes what is handed in")
    }
    return found
  }

  private func spikes() throws -> [Found] {
    guard let dataset = try SpikeFlowDataset(folder: data) else {
      throw missing(
        "scenes of spikes", "they are SCENE/test.dat or SCENE/test.h5 with SCENE/dt=10/motion_vector beside")
    }
    let (interval, log) = (interval, log)
    return dataset.scenes.map { scene in (scene.name, { try SpikeScene(scene, interval: interval, log: log) }) }
  }

  private func plain() throws -> [Found] {
    let (data, format) = (data, format)
    guard Paths.exists(data) else {
      throw FileError(.notFound, path: data, problem: "there is no such file or folder")
    }
    return [(Paths.lastName(of: data), { try PlainScene(path: data, format: format) })]
  }
}
