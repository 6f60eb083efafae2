import Foundation

/// What several programs measured of one subject in several rounds.
struct Comparison {
  static let ourName = "Saccade"

  /// The last line of a program's output.
  private struct Report: Decodable {
    var medianSeconds: Double
    var peakMegabytes: Double

    enum CodingKeys: String, CodingKey {
      case medianSeconds = "median_s"
      case peakMegabytes = "peak_MB"
    }
  }

  struct Unreadable: Error, CustomStringConvertible {
    var name: String
    var line: String
    var description: String { "\(name) printed no JSON object with median_s and peak_MB but: \(line)" }
  }

  private let subject: String
  private let rounds: Int
  private var names: [String] = []
  private var reports: [String: [Report]] = [:]

  init(subject: String, rounds: Int) {
    self.subject = subject
    self.rounds = rounds
  }

  /// Takes what a program printed: its last line is one JSON object.
  mutating func add(_ output: String, of name: String) throws {
    let line = output.split(separator: "\n").last.map(String.init) ?? ""
    guard let report = try? JSONDecoder().decode(Report.self, from: Data(line.utf8)) else {
      throw Unreadable(name: name, line: line)
    }
    if reports[name] == nil { names.append(name) }
    reports[name, default: []].append(report)
  }

  var hasNoPeer: Bool { finished.count < 2 }

  /// Those that ran in every round.
  private var finished: [String] { names.filter { reports[$0]?.count == rounds } }

  private func times(_ name: String) -> Measurement {
    Measurement(seconds: (reports[name] ?? []).map(\.medianSeconds))
  }

  private func peak(_ name: String) -> Double { (reports[name] ?? []).map(\.peakMegabytes).max() ?? 0 }

  /// Saccade first, then the peers, the fastest first.
  var rows: [Row] {
    let peers = finished.filter { $0 != Self.ourName }.sorted { times($0).median < times($1).median }
    let (ours, ourPeak) = (times(Self.ourName).median, peak(Self.ourName))
    return ([Self.ourName] + peers).map { name in
      let measurement = times(name)
      var figures = [
        (key: "median_s", value: measurement.median), (key: "min_s", value: measurement.least),
        (key: "max_s", value: measurement.greatest), (key: "peak_MB", value: peak(name)),
      ]
      if name != Self.ourName {
        figures += [
          (key: "ours_time_ratio", value: ours / measurement.median),
          (key: "ours_memory_ratio", value: ourPeak / peak(name)),
        ]
      }
      return Row(name: "\(subject): \(name)", figures: figures)
    }
  }

  /// Saccade against the best of the peers in each respect.
  var verdict: String? {
    let peers = finished.filter { $0 != Self.ourName }
    guard let fastest = peers.min(by: { times($0).median < times($1).median }),
      let leanest = peers.min(by: { peak($0) < peak($1) })
    else { return nil }
    let time = times(Self.ourName).median / times(fastest).median
    let memory = peak(Self.ourName) / peak(leanest)
    return String(format: "Saccade takes %.2f of the time of the fastest (", time) + fastest
      + String(format: ") and %.2f of the memory of the leanest (", memory) + leanest + ")."
  }
}
