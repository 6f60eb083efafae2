import Files
import Foundation
import NeuralNetworks
import Reports
import Tensors

/// The folder of a training by steps: its configuration, states, weights, metrics and page.
///
/// Unlike other outputs it is there from the first step on, so that one can look, and go on after an interruption. Each of
/// its files but the growing ones is written beside and renamed.
public struct TrainingFolder: Sendable {
  /// The folder.
  public let path: String
  /// What wrote it, as its index says.
  let verb: String
  /// The state to go on from; nil to start anew.
  public let resumed: String?
  /// Whether what an earlier run wrote there is replaced.
  public let overwrite: Bool
  /// Whether the state to go on from is one of this folder's.
  let resumesItself: Bool

  private static let index = "index.json"
  private static let prefix = "checkpoint-"
  private static let ending = ".safetensors"

  /// Names the folder.
  ///
  /// - Parameters:
  ///   - path: Where it is; nil for that of the state to go on from, else the configuration's name without its ending.
  ///   - resumed: The state to go on from, or a folder whose last one is meant.
  /// - Throws: `FileError` where the folder to go on from holds no state.
  public init(
    _ path: String?, verb: String, configuration: String, resumed: String? = nil, overwrite: Bool = false
  ) throws {
    let state = try resumed.map(Self.state)
    let home = state.map { URL(fileURLWithPath: $0).deletingLastPathComponent().relativePath }
    self.path = path ?? home ?? URL(fileURLWithPath: configuration).deletingPathExtension().lastPathComponent
    (self.verb, self.resumed, self.overwrite) = (verb, state, overwrite)
    let identity = home.flatMap { FileIdentity(path: $0) }
    resumesItself = identity != nil && identity == FileIdentity(path: self.path)
  }

  private static func state(_ path: String) throws -> String {
    guard Paths.isFolder(path) else { return path }
    guard let last = states(in: path).last else {
      throw FileError(
        .notFound, path: path, problem: "the folder holds no \(prefix)STEP\(ending) to go on from",
        remedy: "name the folder that the training wrote, or one of its states")
    }
    return "\(path)/\(last.name)"
  }

  /// The states of a folder, by their steps.
  private static func states(in folder: String) -> [(step: Int, name: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name -> (step: Int, name: String)? in
      guard name.hasPrefix(prefix), name.hasSuffix(ending),
        let step = Int(name.dropFirst(prefix.count).dropLast(ending.count))
      else { return nil }
      return (step, name)
    }.sorted { $0.step < $1.step }
  }

  /// The path of a file.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The weights of the best validation.
  var best: String { file("best\(Self.ending)") }
  /// The weights at the end.
  var network: String { file("network\(Self.ending)") }
  /// The lines of metrics.
  var metrics: String { file("metrics.jsonl") }
  /// The page.
  var page: String { file("report.html") }
  /// The samples at which a training broke off.
  var batch: String { file("batch\(Self.ending)") }
  /// The state after so many steps.
  func checkpoint(_ step: Int) -> String { file(Self.prefix + String(format: "%08d", step) + Self.ending) }

  /// Throws where something is in the way, before anything is made.
  func checkPlace() throws {
    if !overwrite, !resumesItself { try OutputFile.refuseExisting(path) }
  }

  /// Makes the folder, with the configuration and what an index says; of an earlier run's nothing stays but what it goes
  /// on from.
  ///
  /// - Returns: What keeps other runs from it.
  /// - Throws: `FileError` where another training is at it.
  func create(configuration: String, from source: String, step: Int) throws -> FolderClaim {
    var claim = try FolderClaim(path: path)
    let claimed = FileIdentity(path: path)
    if resumesItself {
      for state in Self.states(in: path) {
        ReadFiles.forget(file(state.name))
        if state.step > step { try FileManager.default.removeItem(atPath: file(state.name)) }
      }
    } else {
      let folder = try OutputFolder(
        path: path, overwrite: overwrite, index: Self.index, verb: verb, inputs: [source] + (resumed.map { [$0] } ?? [])
      )
      try Self.write(try indexText(), to: folder.add(Self.index))
      try folder.commit()
      if FileIdentity(path: path) != claimed { claim = try FolderClaim(path: path) }
    }
    let copy = file("config.yml")
    if FileIdentity(path: copy) != FileIdentity(path: source) || !Paths.exists(copy) {
      try Self.write(Array(configuration.utf8), to: copy)
    }
    return claim
  }

  /// Writes a state, and takes away those before the last `kept`.
  func write(_ checkpoint: TrainingCheckpoint, kept: Int) throws {
    try checkpoint.write(to: self.checkpoint(checkpoint.progress.step), overwrite: true)
    for state in Self.states(in: path).dropLast(kept) { try? FileManager.default.removeItem(atPath: file(state.name)) }
    try Self.write(try indexText(), to: file(Self.index))
  }

  /// Writes weights.
  func write(_ weights: [String: Tensor<Float>], metadata: [String: String], to path: String) throws {
    let tensors = weights.map { (name: $0.key, tensor: AnyTensor($0.value)) }.sorted { $0.name < $1.name }
    try SafetensorsFile.write(tensors, metadata: metadata, to: path, overwrite: true)
    try Self.write(try indexText(), to: file(Self.index))
  }

  /// Writes the page.
  func write(_ page: TrainingPage) throws { try Self.write(Array(try page.html().text.utf8), to: self.page) }

  private struct Index: Encodable {
    var verb: String
    var files: [String]
  }

  private static let eventsPrefix = "events.out.tfevents."
  private static let fixedNames = [
    index, "config.yml", "metrics.jsonl", "report.html", "best\(ending)", "network\(ending)", "batch\(ending)",
  ]

  /// The file for TensorBoard of a run that begins after so many steps.
  func events(from step: Int) -> String { file(Self.eventsPrefix + "saccade." + String(format: "%08d", step)) }

  /// What a run writes by its names, and what there is of states and events: a user's own files are none of them.
  private func indexText() throws -> [UInt8] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let files = names.filter { $0.hasPrefix(Self.eventsPrefix) } + Self.states(in: path).map(\.name) + Self.fixedNames
    return Array(
      try JSONText.encode(Index(verb: verb, files: files.sorted()), isPretty: true, escapesSlashes: false))
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try OutputFile(path: path, overwrite: true)
    try file.write(bytes)
    try file.commit()
  }
}
