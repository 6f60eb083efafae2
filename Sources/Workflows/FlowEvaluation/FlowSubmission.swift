import Datasets
import Files
import Foundation
import Kernels
import OpticalFlow
import Runtime

/// Writes the folder that DSEC's benchmark evaluates: a PNG for each window that its lists of times name.
public struct FlowSubmission: Job {
  /// What was written.
  public struct Summary: Encodable, Sendable {
    /// The protocol's name.
    public var `protocol` = "dsec"
    /// The folder.
    public var submission: String
    /// The sequences.
    public var scenes: [Scene]
    /// The fields of all sequences.
    public var fields: Int
    /// Doubts, a line each, at most five of a kind.
    public var warnings: [String]

    /// A sequence.
    public struct Scene: Encodable, Sendable {
      /// The name.
      public var name: String
      /// How many fields it has.
      public var fields: Int
    }
  }

  /// `index.json` beside the sequences: what the run wrote, so that a later one takes away nothing else.
  private struct Index: Encodable {
    static let fileName = "index.json"

    var verb: String
    var files: [String]

    func write(to path: String) throws {
      let file = try OutputFile(path: path)
      let text = try JSONText.encode(self, hasSnakeCaseKeys: true, isPretty: true, escapesSlashes: false)
      try file.write([UInt8](text) + [UInt8(ascii: "\n")])
      try file.commit()
    }
  }

  /// The folder of predictions, with a folder for each sequence where there are several; nil where ``network`` makes them.
  public var predictions: String?
  /// What makes the predictions from the events of ``data``; nil where they are there.
  public var network: FlowNetworkChoice?
  /// The format of their files; nil to tell it.
  public var format: FlowFormat?
  /// The list of one sequence's windows, or a folder of such lists; nil for those in the data set.
  public var windowList: String?
  /// The data set; nil where ``windowList`` says the windows.
  public var data: String?
  /// The sequences that are handed in; empty for all.
  public var sequences: [String]
  /// The folder; it appears when it is complete.
  public var output: String
  /// The threads to use at most. The result does not depend on it.
  public var threads: Int
  /// What `index.json` says wrote the folder: ``overwrite`` replaces none that something else wrote.
  public var owner: String
  /// Whether a folder that is there is replaced.
  public var overwrite: Bool

  /// Describes a submission.
  public init(
    predictions: String?, network: FlowNetworkChoice? = nil, format: FlowFormat? = nil, windowList: String? = nil,
    data: String? = nil, sequences: [String] = [], output: String, owner: String = "flow submission",
    overwrite: Bool = false,
    threads: Int = Threads.coreCount
  ) {
    precondition((predictions == nil) != (network == nil), "Predictions are there, or a network makes them.")
    (self.network, self.threads) = (network, threads)
    (self.predictions, self.format, self.windowList, self.data) = (predictions, format, windowList, data)
    (self.sequences, self.output, self.owner, self.overwrite) = (sequences, output, owner, overwrite)
  }

  /// Does the work.
  public func run(observer: any JobObserver) throws -> Summary {
    let log = JobLog(observer)
    let lists = try lists()
    let output = try OutputFolder(
      path: output, overwrite: overwrite, index: Index.fileName, verb: owner,
      inputs: [windowList, data, predictions, network?.weights].compactMap { $0 })
    let sources = try sources(isSingle: lists.count == 1, log)
    var done: [Summary.Scene] = []
    let progress = log.steps(total: nil, unit: "fields")
    defer { progress.finish() }
    for (name, path) in lists {
      let requests = try requests(of: path)
      let source = try sources(name, requests)
      for (index, request) in requests.enumerated() {
        let predicted = try source.prediction(index)
        let target = try output.add("\(name)/" + String(format: "%06d.png", request.number))
        try check(predicted, log)
        let notes = try predicted.field.write(to: target, format: .dsec)
        if let text = notes.warning(format: .dsec) {
          try log.warn(kind: "saturated", path: predicted.path, Message(text))
        }
        try progress.advance()
      }
      done.append(Summary.Scene(name: name, fields: requests.count))
    }
    let indexPath = try output.add(Index.fileName)
    try Index(verb: owner, files: output.files.sorted()).write(to: indexPath)
    try output.commit()
    return Summary(
      submission: output.path, scenes: done, fields: done.reduce(0) { $0 + $1.fields }, warnings: log.warnings)
  }

  /// What has the predictions of a sequence.
  private func sources(
    isSingle: Bool, _ log: JobLog
  ) throws -> (_ name: String, _ requests: [FieldRequest]) throws -> any PredictionSource {
    if let network, let flowProtocol = FlowProtocol.named("dsec") {
      let predictor = try NetworkPredictor(
        network, flowProtocol: flowProtocol, interval: nil, cropsToProtocol: true,
        workers: try Workers(threads: threads), log: log)
      let found = try data.map { try DSECSequence.find(in: $0) } ?? []
      return { name, requests in
        guard let sequence = found.first(where: { $0.name == name }), let events = sequence.events() else {
          throw JobError(
            .notFound, path: data ?? name, problem: "there are no events of \(name), events/left/events.h5",
            remedy: "fetch them, or choose sequences with \(Setting.sequences)")
        }
        return try predictor.source(for: DSECTestScene(name: name, recording: events, requests: requests))
      }
    }
    let folders = PredictionFolders(
      path: predictions ?? "", format: format, pngFormat: .dsec, isSingle: isSingle, log: log)
    return { name, requests in
      try FolderPredictions(
        folder: folders.folder(of: name), format: format, pngFormat: .dsec, requests: requests, scene: name)
    }
  }

  private func requests(of list: String) throws -> [FieldRequest] {
    try TimestampsFile(path: list).windows.map { window in
      guard let number = window.fileIndex else {
        throw FileError(
          .badContent, path: list, problem: "its windows have no numbers of files",
          remedy: "the benchmark's lists have three columns: from, to, file index")
      }
      return FieldRequest(number: number, title: "file \(number)", window: window)
    }
  }

  /// The benchmark takes whole pictures of the sensor with flow everywhere.
  private func check(_ predicted: PredictedField, _ log: JobLog) throws {
    let field = predicted.field
    guard field.width == 640, field.height == 480 else {
      throw FileError(
        .badContent, path: predicted.path, problem: "its size \(field.width)x\(field.height) is not DSEC's 640x480",
        remedy: "predict whole fields")
    }
    let missing = field.width * field.height - field.validCount
    if missing > 0 {
      try log.warn(
        kind: "sparse", path: predicted.path,
        "\(missing) pixels have no flow; the benchmark takes them for a displacement of zero")
    }
  }

  private func lists() throws -> [(name: String, path: String)] {
    var lists: [(name: String, path: String)] = []
    if let windowList {
      guard Paths.exists(windowList) else {
        throw FileError(.notFound, path: windowList, problem: "there is no such file or folder")
      }
      if Paths.isFolder(windowList) {
        let names = try FileManager.default.contentsOfDirectory(atPath: windowList).filter { $0.hasSuffix(".csv") }
          .sorted()
        lists = names.map { (Paths.stem(of: $0), "\(windowList)/\($0)") }
      } else {
        lists = [(sequences.first ?? Paths.stem(of: windowList), windowList)]
      }
    } else if let data {
      lists = try DSECSequence.find(in: data).compactMap { sequence in
        sequence.testTimestamps.map { (sequence.name, $0) }
      }
    }
    if !sequences.isEmpty { lists = lists.filter { list in sequences.contains(list.name) } }
    guard !lists.isEmpty else {
      throw JobError(
        .notFound, path: windowList ?? data ?? "", problem: "there are no lists of the windows to hand in",
        remedy: "pass \(Setting.windowList) with test_forward_flow_timestamps of the benchmark")
    }
    return lists
  }
}
