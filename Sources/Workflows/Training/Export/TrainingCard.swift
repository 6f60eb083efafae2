import Files
import Foundation
import Reports
import Tensors

/// What stands beside weights: on what and how they were trained, and what that gave.
struct TrainingCard {
  static let notesHeading = "## Measured"

  let name: String
  let parameters: Int
  /// The step after which the weights were taken.
  let step: Int?
  /// The figures of samples that were set aside after that step.
  let best: [(name: String, value: Double)]?
  var digest = ""
  var byteCount = 0
  /// Sections that a person wrote.
  var notes: String?

  private let metadata: [String: String]
  private let configuration: ConfigurationFile
  private let verb: String
  private let seconds: Double?
  private let version: String

  /// Reads what a training's folder says.
  init(of folder: String, weights: Checkpoint, name: String, version: String) throws {
    (self.name, metadata, self.version) = (name, weights.metadata, version)
    parameters = weights.tensors.values.reduce(0) { $0 + $1.count }
    configuration = try ConfigurationFile(path: "\(folder)/config.yml", example: "\(Setting.printedConfiguration)")
    verb = try Self.verb(of: folder)
    let step = weights.metadata["training_steps"].flatMap { Int($0) }
    let lines = TrainingMetrics.read("\(folder)/metrics.jsonl", upTo: step ?? .max)
    self.step = step
    best = lines.last { $0.validation != nil && $0.step == step ?? $0.step }?.validation
      .map { figures in figures.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) } }
    let batch = configuration.word(of: "batch", in: "training").flatMap { Int($0) }
    seconds = batch.map { batch in
      var (sum, last) = (0.0, 0)
      for line in lines {
        guard let rate = line.samplesPerS, rate > 0 else { continue }
        sum += Double((line.step - last) * batch) / rate
        last = line.step
      }
      return sum
    }
  }

  private struct Index: Decodable { var verb: String }

  private static func verb(of folder: String) throws -> String {
    let path = "\(folder)/index.json"
    guard let bytes = FileManager.default.contents(atPath: path),
      let index = try? JSONDecoder().decode(Index.self, from: bytes)
    else {
      throw FileError(
        .badContent, path: path, problem: "this is no index of a training", remedy: "name the folder that one wrote")
    }
    return index.verb
  }

  /// Markdown.
  var text: String {
    let network = [metadata["model"], metadata["release"]].compactMap { $0 }.joined(separator: ", ")
    var rows = [
      ("network", "\(network), \(NumberText.grouped(parameters)) parameters"),
      ("file", "`\(name).safetensors`, half precision, \(NumberText.grouped(byteCount)) bytes, SHA-256 `\(digest)`"),
      ("data", "made by Saccade while it trained, as the configuration below says; no recording"),
      ("seed", metadata["training_seed"] ?? "unknown"),
      ("command", "`saccade \(verb) config.yml`, \(program)"),
    ]
    if let step {
      rows.append(("time", "\(NumberText.grouped(step)) steps" + (seconds.map { ", \(Text.clock($0))" } ?? "")))
    }
    if let best {
      rows.append(
        ("samples set aside", best.map { "\($0.name) \(Text.number($0.value))" }.joined(separator: ", ")))
    }
    rows.append(("licence", "Apache-2.0"))
    let table = rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")
    return """
      # \(name)

      | | |
      |---|---|
      \(table)

      ## config.yml

      ```yaml
      \(configuration.text.trimmingCharacters(in: .whitespacesAndNewlines))
      ```

      """ + (notes.map { "\n" + $0 } ?? "")
  }

  private var program: String {
    let trained = metadata["version"] ?? version
    return trained.isEmpty ? "saccade" : "saccade \(trained)"
  }
}
