import Datasets
import Files
import Foundation
import Workflows

/// `--submission`: the folder that DSEC's benchmark evaluates, a PNG for each window that its lists of times name.
struct DSECSubmission {
  struct Summary: Encodable {
    var `protocol` = "dsec"
    var submission: String
    var scenes: [Scene]
    var fields: Int
    var warnings: [String]

    struct Scene: Encodable {
      var name: String
      var fields: Int
    }
  }

  /// `index.json` beside the sequences: what the run wrote, so that a later one takes away nothing else.
  struct Index: Encodable {
    static let fileName = "index.json"
    static let verb = "evaluate flow --submission"

    var verb = Self.verb
    var files: [String]

    func write(to path: String) throws {
      let file = try OutputFile(path: path)
      try file.write([UInt8](try JSON.encode(self, pretty: true)) + [UInt8(ascii: "\n")])
      try file.commit()
    }
  }

  /// `--times`: the list of one sequence, or a folder of lists; nil for those in the data set.
  var times: String?
  var data: String?
  var predictions: PredictionFolders
  var scenes: [String]

  /// Writes the folder.
  func run(to path: String, overwrite: Bool) throws -> Summary {
    let lists = try lists()
    let output = try OutputFolder(
      path: path, overwrite: overwrite, index: Index.fileName, verb: Index.verb,
      inputs: [times, data, predictions.path].compactMap { $0 })
    var predictions = predictions
    predictions.isSingle = lists.count == 1
    var done: [Summary.Scene] = []
    let progress = Progress(total: nil, unit: "fields")
    defer { progress.finish() }
    for (name, path) in lists {
      let windows = try TimestampsFile(path: path).windows
      let requests = try windows.map { window in
        guard let number = window.fileIndex else {
          throw FileError(
            .badContent, path: path, problem: "its windows have no numbers of files",
            remedy: "the benchmark's lists have three columns: from, to, file index")
        }
        return FieldRequest(number: number, title: "file \(number)", window: window)
      }
      let source = try FolderPredictions(
        folder: predictions.folder(of: name), format: predictions.format, pngFormat: .dsec, requests: requests,
        scene: name)
      for (index, request) in requests.enumerated() {
        let predicted = try source.prediction(index)
        let target = try output.add("\(name)/" + String(format: "%06d.png", request.number))
        try check(predicted)
        let notes = try predicted.field.write(to: target, format: .dsec)
        if let text = notes.warning(format: .dsec) {
          try Console.warn(kind: "saturated", path: predicted.path, text)
        }
        progress.advance()
      }
      done.append(Summary.Scene(name: name, fields: requests.count))
    }
    let indexPath = try output.add(Index.fileName)
    try Index(files: output.files.sorted()).write(to: indexPath)
    try output.commit()
    return Summary(
      submission: output.path, scenes: done, fields: done.reduce(0) { $0 + $1.fields }, warnings: Console.warnings)
  }

  /// The benchmark takes whole pictures of the sensor with flow everywhere.
  private func check(_ predicted: PredictedField) throws {
    let field = predicted.field
    guard field.width == 640, field.height == 480 else {
      throw FileError(
        .badContent, path: predicted.path, problem: "its size \(field.width)x\(field.height) is not DSEC's 640x480",
        remedy: "predict whole fields")
    }
    let missing = field.width * field.height - field.validCount
    if missing > 0 {
      try Console.warn(
        kind: "sparse", path: predicted.path,
        "\(missing) pixels have no flow; the benchmark takes them for a displacement of zero")
    }
  }

  private func lists() throws -> [(name: String, path: String)] {
    var lists: [(name: String, path: String)] = []
    if let times {
      guard Paths.exists(times) else {
        throw FileError(.notFound, path: times, problem: "there is no such file or folder")
      }
      if Paths.isFolder(times) {
        let names = try FileManager.default.contentsOfDirectory(atPath: times).filter { $0.hasSuffix(".csv") }.sorted()
        lists = names.map { (Paths.stem(of: $0), "\(times)/\($0)") }
      } else {
        lists = [(scenes.first ?? Paths.stem(of: times), times)]
      }
    } else if let data {
      lists = try DSECSequence.find(in: data).compactMap { sequence in
        sequence.testTimestamps.map { (sequence.name, $0) }
      }
    }
    if !scenes.isEmpty { lists = lists.filter { list in scenes.contains(list.name) } }
    guard !lists.isEmpty else {
      throw FileError(
        .notFound, path: times ?? data ?? "", problem: "there are no lists of the windows to hand in",
        remedy: "pass --times with test_forward_flow_timestamps of the benchmark")
    }
    return lists
  }
}
