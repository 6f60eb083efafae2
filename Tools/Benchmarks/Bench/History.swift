import Foundation
import Kernels
import Runtime

/// The figures of earlier runs: `Tools/Benchmarks/results/YYYY-MM-DD-PROCESSOR.jsonl`, one line a row.
///
/// A line is one JSON object: `date`, `time` (both UTC), `commit` (with `+` where the sources differed from it),
/// `machine` (`cpu`, `cores`, `instruction_set`), `command`, `row`.
struct History {
  /// One row of one run.
  struct Entry {
    var date: String
    var time: String
    var commit: String
    var cpu: String
    var row: Row

    init?(line: some StringProtocol) {
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let date = object["date"] as? String, let time = object["time"] as? String,
        let machine = object["machine"] as? [String: Any], let fields = object["row"] as? [String: Any],
        let row = Row(object: fields)
      else { return nil }
      self.date = date
      self.time = time
      commit = object["commit"] as? String ?? ""
      cpu = machine["cpu"] as? String ?? ""
      self.row = row
    }
  }

  /// Adds rows to the file of this day and machine. Without the folder nothing happens; a failure is a warning.
  static func append(_ rows: [Row]) {
    guard !rows.isEmpty, let checkout = Checkout.current, let folder = checkout.results else { return }
    let moment = ISO8601DateFormatter().string(from: Date())
    let (date, time) = (String(moment.prefix(10)), String(moment.dropFirst(11).dropLast()))
    let cpu = Machine.processorName
    let shared = [
      "\"date\":\(Row.quoted(date))", "\"time\":\(Row.quoted(time))",
      "\"commit\":\(checkout.commit.map(Row.quoted) ?? "null")",
      "\"machine\":{\"cpu\":\(Row.quoted(cpu)),\"cores\":\(Threads.coreCount),"
        + "\"instruction_set\":\(Row.quoted(InstructionSet.best.rawValue))}",
      "\"command\":\(Row.quoted(CommandLine.arguments.dropFirst().joined(separator: " ")))",
    ].joined(separator: ",")
    let text = rows.map { "{\(shared),\"row\":\($0.json)}\n" }.joined()
    let file = folder.appendingPathComponent("\(date)-\(slug(of: cpu)).jsonl")
    do {
      // One write in append mode, so that benchmarks at the same time do not write over each other.
      let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
    } catch {
      FileHandle.standardError.write(Data("warning: \(file.path): the rows are not kept: \(error)\n".utf8))
    }
  }

  /// Every entry that is kept, oldest first.
  static func entries() throws -> [Entry] {
    guard let folder = Checkout.current?.results else { return [] }
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "jsonl" }
      .flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n").compactMap { Entry(line: $0) } }
      .sorted { ($0.date, $0.time) < ($1.date, $1.time) }
  }

  /// `AMD EPYC 7763 64-Core Processor` as `amd-epyc-7763-64-core-processor`.
  private static func slug(of name: String) -> String {
    name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }
}
